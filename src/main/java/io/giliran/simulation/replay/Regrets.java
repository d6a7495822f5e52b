package io.giliran.simulation.replay;

import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.RecordedPicks;
import io.giliran.simulation.engine.FifoWorkers;
import io.giliran.simulation.engine.RequestRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Regret of the picks of a recorded run against a balancer with full knowledge: the work that was left at the picked backend,
 * beyond the least that was left at one that could have been picked. Work is reckoned from what requests asked for, with the
 * picks as they were; no policy sees it.
 */
public final class Regrets {
    /**
     * A backend at the moment of a pick.
     *
     * @param workLeftNanos what it still had to do, over all its workers
     * @param waitNanos how long a request would have waited for a worker
     */
    public record Choice(Backend backend, boolean picked, long workLeftNanos, long waitNanos) {}

    private final LiveRecording recording;
    private final ReplayRun run;
    private final long overheadNanos;
    private final List<Backend>[] eligible;
    private final int[] changeOf;
    private final long[] atNanos;
    private final long[] regret;
    private final int[] least;
    private final int watched;
    private List<Choice> choices = List.of();

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types.
    private Regrets(LiveRecording recording, int watched) {
        this.recording = recording;
        this.watched = watched;
        int count = recording.connections().count;
        List<RecordedPicks.Change> changes = recording.balancing().changes();
        eligible = new List[changes.size()];
        for (int i = 0; i < eligible.length; i++) {
            eligible[i] = changes.get(i).members().stream()
                    .map(BackendPool.Member::backend)
                    .toList();
        }
        changeOf = new int[count];
        for (int row = 0, change = 0; row < count; row++) {
            while (change + 1 < changes.size() && changes.get(change + 1).before() <= row) {
                change++;
            }
            changeOf[row] = change;
        }
        atNanos = new long[count];
        regret = new long[count];
        least = new int[count];
        overheadNanos = Overhead.of(recording).nanos();
        run = new ReplayRun(recording, null, new ReplayRun.Assumptions(overheadNanos, false), this::picked).run();
    }

    /** Reckons them. */
    public static Regrets of(LiveRecording recording) {
        return new Regrets(recording, LiveRecording.NONE);
    }

    /** The same, and keeps what could have been picked for one connection, by its row. */
    public static Regrets of(LiveRecording recording, int connection) {
        return new Regrets(recording, connection);
    }

    private void picked(int row, int picked, FifoWorkers[] workers, long now) {
        atNanos[row] = now - overheadNanos / 2;
        least[row] = LiveRecording.NONE;
        if (picked == LiveRecording.NONE) {
            return;
        }
        long leastLeft = workers[picked].workLeftAt(now);
        long left = leastLeft;
        least[row] = picked;
        List<Choice> seen = new ArrayList<>();
        for (Backend backend : eligible[changeOf[row]]) {
            FifoWorkers there = workers[backend.index()];
            long leftThere = there.workLeftAt(now);
            if (leftThere < leastLeft && !recording.connections().hasFailed(row, backend.index())) {
                leastLeft = leftThere;
                least[row] = backend.index();
            }
            if (row == watched) {
                seen.add(new Choice(backend, backend.index() == picked, leftThere, there.waitAt(now)));
            }
        }
        regret[row] = left - leastLeft;
        if (row == watched) {
            choices = List.copyOf(seen);
        }
    }

    /** Backends that could have been picked for the watched connection, in the order of declaration. */
    public List<Choice> choices() {
        return choices;
    }

    /** Rows of the connections with the largest regrets, that first. */
    public List<Integer> worst(int most) {
        return IntStream.range(0, regret.length)
                .filter(row -> regret[row] > 0)
                .boxed()
                .sorted(Comparator.comparingLong((Integer row) -> -regret[row]))
                .limit(most)
                .toList();
    }

    /** The regret of a connection's pick, in ns. */
    public long nanos(int row) {
        return regret[row];
    }

    /** Time of the pick, in ns since the run's start. */
    public long atNanos(int row) {
        return atNanos[row];
    }

    /** Number of the connection in the balancer's log. */
    public long number(int row) {
        return recording.connections().number[row];
    }

    /** Address and port of the client. */
    public String client(int row) {
        return recording.connections().client[row];
    }

    /** The backend that was picked for it. */
    public String picked(int row) {
        return name(recording.connections().picked[row]);
    }

    /** The backend that had the least work left. */
    public String least(int row) {
        return name(least[row]);
    }

    /** The mean over all connections, in ns. */
    public double mean() {
        return IntStream.range(0, regret.length)
                .mapToLong(row -> regret[row])
                .average()
                .orElse(0);
    }

    /** Number of picks that could not have been better. */
    public long without() {
        return IntStream.range(0, regret.length).filter(row -> regret[row] == 0).count();
    }

    /** The requests of a connection, a line each: what it asked for, how long it waited and took. */
    public List<String> requests(int row) {
        RequestRows requests = recording.requests();
        return IntStream.range(0, requests.count)
                .filter(request -> requests.connection[request] == row)
                .mapToObj(request -> {
                    String took = requests.rtt[request] < 0
                            ? "not answered"
                            : "answered after " + ReplayTable.millis(requests.rtt[request]) + " ms";
                    return "asked for " + ReplayTable.millis(requests.work[request]) + " ms at "
                            + String.format(Locale.ROOT, "%.3f s", requests.intended[request] / 1e9)
                            + ", waited for a worker " + ReplayTable.millis(run.waited[request]) + " ms, " + took;
                })
                .toList();
    }

    private String name(int backend) {
        return backend == LiveRecording.NONE
                ? "nobody"
                : recording.backends().get(backend).name();
    }
}
