package io.giliran.simulation.replay;

import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.Picking;
import io.giliran.policy.RecordedPicks;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.simulation.engine.ConnectionRows;
import io.giliran.simulation.engine.EventQueue;
import io.giliran.simulation.engine.FastestIdle;
import io.giliran.simulation.engine.FifoWorkers;
import io.giliran.simulation.engine.RequestRows;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Recorded run in virtual time: the same connections and requests, with a given policy or with the recorded picks. Backends
 * serve as ours do, first come, first served.
 */
final class ReplayRun {
    /** Observes each pick, before the picked backend gets the connection. */
    interface PickWatch {
        /** Looks at none. */
        PickWatch UNSEEN = (connection, picked, workers, now) -> {};

        /**
         * Sees one.
         *
         * @param picked the backend's index, or {@link LiveRecording#NONE}
         */
        void picked(int connection, int picked, FifoWorkers[] workers, long now);
    }

    /**
     * Assumptions beside the recording.
     *
     * @param overheadNanos of a request beyond waiting and work, half on the way there and half on the way back
     * @param feedback whether requests that waited for an answer do so again; otherwise all start as they did
     */
    record Assumptions(long overheadNanos, boolean feedback) {}

    private static final int ANSWERED = 1;
    private static final int STARTS = 2;

    private final LiveRecording recording;
    private final ConnectionRows connections;
    private final RequestRows requests;
    private final @Nullable Picking picking;
    private final boolean isCentral;
    private final Assumptions assumptions;
    private final PickWatch watch;
    private final EventQueue events = new EventQueue();
    private final FifoWorkers[] workers;
    private final int[] opensAt;
    private final boolean[] opened;
    private final int[] left;
    private final long[] openedAt;
    private final long[] lastAnswer;
    private final int[] firstWaiting;
    private final int[] nextWaiting;
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();
    private final long[] startedAt;
    /** RTT of each request in ns, or -1. */
    final long[] rtt;
    /** Wait of each request for a worker, in ns. */
    final long[] waited;
    /** Index of each connection's backend, or {@link LiveRecording#NONE}. */
    final int[] picked;

    private int change;
    private int firstPicks;
    private long now;

    /**
     * A run at its start.
     *
     * @param picking without members; null to pick as it was recorded
     */
    ReplayRun(LiveRecording recording, @Nullable Picking picking, Assumptions assumptions, PickWatch watch) {
        this.recording = recording;
        this.picking = picking;
        this.assumptions = assumptions;
        this.watch = watch;
        connections = recording.connections();
        requests = recording.requests();
        isCentral = picking != null && picking.name().equals(FastestIdle.CENTRAL_QUEUE);
        workers = new FifoWorkers[recording.backends().size()];
        Arrays.setAll(workers, unused -> new FifoWorkers(recording.balancing().workers()));
        opened = new boolean[connections.count];
        left = connections.requests.clone();
        openedAt = new long[connections.count];
        lastAnswer = new long[connections.count];
        firstWaiting = filled(connections.count);
        picked = filled(connections.count);
        nextWaiting = filled(requests.count);
        rtt = new long[requests.count];
        Arrays.fill(rtt, -1);
        waited = new long[requests.count];
        startedAt = requests.intended.clone();
        opensAt = openingRequests();
    }

    /** Returns, for each connection, the request that opens it because its own start follows from an answer; otherwise none. */
    private int[] openingRequests() {
        int[] opening = filled(connections.count);
        if (assumptions.feedback()) {
            boolean[] seen = new boolean[connections.count];
            for (int request = 0; request < requests.count; request++) {
                int connection = requests.connection[request];
                if (!seen[connection]) {
                    seen[connection] = true;
                    // One that stood long before its first request was opened for itself.
                    if (requests.pause[request] >= 0
                            && connections.openedAt[connection] >= requests.intended[request]) {
                        opening[connection] = request;
                    }
                }
            }
        }
        return opening;
    }

    /** Runs to the end, that is until every request that can be answered is. */
    ReplayRun run() {
        int connection = 0;
        int request = 0;
        while (true) {
            while (connection < connections.count && opensAt[connection] != LiveRecording.NONE) {
                connection++;
            }
            while (request < requests.count && assumptions.feedback() && requests.pause[request] >= 0) {
                request++;
            }
            long opens = connection < connections.count ? connections.openedAt[connection] : EventQueue.NEVER;
            long starts = request < requests.count ? requests.intended[request] : EventQueue.NEVER;
            long due = events.firstTime();
            if (due <= opens && due <= starts) {
                if (due == EventQueue.NEVER) {
                    return this;
                }
                now = due;
                happen(events.take());
            } else if (opens <= starts) {
                now = opens;
                open(connection++);
            } else {
                now = Math.max(now, starts);
                start(request++);
            }
        }
    }

    private void happen(long ticket) {
        int request = EventQueue.argument(ticket);
        if (EventQueue.kind(ticket) == ANSWERED) {
            answered(request);
        } else {
            startedAt[request] = now;
            start(request);
        }
    }

    private void start(int request) {
        int connection = requests.connection[request];
        if (!opened[connection] && opensAt[connection] == request) {
            open(connection);
        }
        if (picked[connection] == LiveRecording.NONE) {
            // In the order of coming: the last one points to it.
            int last = firstWaiting[connection];
            if (last == LiveRecording.NONE) {
                firstWaiting[connection] = request;
            } else {
                while (nextWaiting[last] != LiveRecording.NONE) {
                    last = nextWaiting[last];
                }
                nextWaiting[last] = request;
            }
        } else {
            serve(request);
        }
    }

    private void serve(int request) {
        int connection = requests.connection[request];
        FifoWorkers there = workers[picked[connection]];
        long toBackend = assumptions.overheadNanos() / 2;
        long reached = now + toBackend;
        long done = there.offer(reached, requests.work[request]);
        waited[request] = there.start() - reached;
        // Answers of one connection keep the order of its requests.
        lastAnswer[connection] = Math.max(lastAnswer[connection], done + assumptions.overheadNanos() - toBackend);
        events.add(lastAnswer[connection], ANSWERED, request);
    }

    private void answered(int request) {
        rtt[request] = now - startedAt[request];
        int connection = requests.connection[request];
        int backend = picked[connection];
        if (left[connection] == connections.requests[connection]) {
            observed(backend, Signal.FIRST_BYTE, now - openedAt[connection]);
        }
        if (--left[connection] == 0) {
            close(connection);
        }
        int next = requests.after[request];
        if (assumptions.feedback() && next != LiveRecording.NONE) {
            events.add(now + requests.pause[next], STARTS, next);
        }
    }

    private void close(int connection) {
        int backend = picked[connection];
        if (picking != null) {
            observed(backend, Signal.LIFETIME, now - openedAt[connection]);
            picking.closed(recording.backends().get(backend), now);
            while (!queue.isEmpty() && pick(queue.peek())) {
                begin(queue.remove());
            }
        }
    }

    private void open(int connection) {
        opened[connection] = true;
        if (picking == null) {
            tell(connection, connections.picked[connection]);
        } else {
            for (List<RecordedPicks.Change> changes = recording.balancing().changes();
                    change < changes.size() && changes.get(change).before() <= firstPicks;
                    change++) {
                picking.set(members(changes.get(change).members()), now);
            }
            firstPicks++;
            if (!queue.isEmpty() || !pick(connection)) {
                queue.add(connection);
                return;
            }
        }
        begin(connection);
    }

    private List<BackendPool.Member> members(List<BackendPool.Member> recorded) {
        return isCentral
                ? recorded.stream()
                        .map(member -> new BackendPool.Member(
                                member.backend(),
                                member.backup(),
                                recording.balancing().workers()))
                        .toList()
                : recorded;
    }

    /** False when nobody can be picked now. */
    private boolean pick(int connection) {
        Picking told = Objects.requireNonNull(picking);
        TriedBackends tried = TriedBackends.NONE;
        while (true) {
            Backend chosen = told.pick(connections.key[connection], tried, now);
            if (chosen == null) {
                return false;
            }
            if (!connections.hasFailed(connection, chosen.index())) {
                tell(connection, chosen.index());
                return true;
            }
            told.failed(chosen, now);
            told.closed(chosen, now);
            tried = tried.with(chosen);
        }
    }

    private void tell(int connection, int backend) {
        watch.picked(connection, backend, workers, now + assumptions.overheadNanos() / 2);
        picked[connection] = backend;
    }

    /** The connection has its backend: requests that waited for it are sent. */
    private void begin(int connection) {
        openedAt[connection] = now;
        int backend = picked[connection];
        if (backend == LiveRecording.NONE) {
            return;
        }
        observed(backend, Signal.CONNECT, connections.connectNanos[connection]);
        for (int request = firstWaiting[connection]; request != LiveRecording.NONE; request = nextWaiting[request]) {
            serve(request);
        }
    }

    private void observed(int backend, Signal signal, long nanos) {
        if (picking != null) {
            picking.observed(recording.backends().get(backend), signal, nanos, now);
        }
    }

    private static int[] filled(int size) {
        int[] array = new int[size];
        Arrays.fill(array, LiveRecording.NONE);
        return array;
    }
}
