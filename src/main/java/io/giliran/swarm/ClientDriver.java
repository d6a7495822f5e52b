package io.giliran.swarm;

import io.giliran.metrics.MserTruncation;
import io.giliran.metrics.Outcome;
import io.giliran.metrics.RequestRecord;
import io.giliran.metrics.recording.Recording;
import io.giliran.transport.PreciseTimer;
import io.giliran.transport.loop.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Drives every client of one event loop: the clients whose number leaves the same remainder by the number of loops.
 * Plain state on one thread, no thread and no actor a client. What has ended is summed up here; the sums go to the swarm when
 * it asks for them, and the single requests in batches if they are to be logged.
 */
final class ClientDriver implements ClientConnection.Owner {
    private static final int BATCH = 256;
    private static final long BATCH_WAITS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LOG_BEHIND_WAITS_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** Number of first connections that are refused until it is said that nobody listens at the target. */
    private static final long HOPELESS = 100;

    /** Receives the results. Thread-safe. */
    interface Sink {
        /** Requests that are to be logged. */
        void ended(List<RequestRecord> batch);

        /** Whether so much waits to be logged that no new request should start. */
        boolean isBehind();

        /** Reports what was recorded since the last call. */
        void recorded(int driver, Recording recording);

        /** Reports that there is no listener at the target. */
        void hopeless();

        /**
         * Reports that all clients of the driver are done; nothing follows.
         *
         * @param warmUpRequests number of successful requests that are the run's warm-up, if that is to be found out
         */
        void done(int driver, Recording last, long warmUpRequests);
    }

    private final int index;
    private final SwarmSettings settings;
    private final EventLoop loop;
    private final PreciseTimer timer;
    private final Sink sink;
    private final long epochNanos;
    private final StartGate gate;
    private final SourceAddresses sources;
    private final Dialogue dialogue;
    private final boolean keeps;
    private final List<@Nullable ClientConnection> kept = new ArrayList<>();
    private final Set<ClientConnection> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicLong plannedChange = new AtomicLong();
    private final RequestTimeouts timeouts;
    private final Heartbeat heartbeat;
    private final LoadPattern pattern;
    private final ArrayDeque<Request> spare = new ArrayDeque<>();
    private final MserTruncation settling = new MserTruncation();
    private final long hopelessAfter;
    private Recording recording;
    private long ended;
    private long refused;
    private List<RequestRecord> batch = new ArrayList<>(BATCH);
    private boolean ready;
    private boolean stopped;

    /**
     * A driver whose clients begin with {@link #start}.
     *
     * @param index of the driver among those of the run, from 0
     * @param epochNanos the run's start on the scale of System.nanoTime
     * @param gate where all drivers of the run agree on the start of the load
     */
    ClientDriver(
            int index,
            SwarmSettings settings,
            EventLoop loop,
            PreciseTimer timer,
            Sink sink,
            long epochNanos,
            StartGate gate) {
        this.index = index;
        this.settings = settings;
        this.loop = loop;
        this.timer = timer;
        this.sink = sink;
        this.epochNanos = epochNanos;
        this.gate = gate;
        keeps = settings.keepsConnections();
        int start = new SplittableRandom(epochNanos + index).nextInt();
        boolean fewConnections = settings.connections() == SwarmSettings.Connecting.PERSISTENT;
        sources = SourceAddresses.forTarget(
                settings.target(), fewConnections ? settings.clients() : settings.planned(), start);
        dialogue = settings.newDialogue();
        recording = new Recording(settings.warmUp().nanos());
        timeouts = new RequestTimeouts(settings.timeout().toNanos(), this::nowNanos, this::at);
        heartbeat = new Heartbeat(this::nowNanos, this::at, () -> recording);
        hopelessAfter = Math.min(HOPELESS, Math.max(1, settings.clients() / settings.loops()));
        Draws draws = new Draws(settings);
        pattern = switch (settings.model()) {
            case OPEN -> new OpenPattern(this, settings, draws);
            case CLOSED -> new ClosedPattern(this, settings, draws);
            case PARTLY_OPEN -> new SessionPattern(this, settings, draws);
        };
    }

    /** Makes the clients ready, and starts them when those of all loops are; from any thread. */
    void start() {
        loop.execute(() -> {
            heartbeat.start();
            pattern.begin();
        });
    }

    /** The pattern is ready for the load. Calls after the first do nothing. */
    void ready() {
        if (!ready && !stopped) {
            ready = true;
            gate.ready(startNanos -> executeUnlessClosed(() -> {
                if (!stopped) {
                    pattern.start(startNanos);
                }
            }));
        }
    }

    /** Starts nothing more, counts what is under way as unfinished, hands over what has ended; from any thread. */
    void stop() {
        try {
            loop.execute(this::finish);
        } catch (RejectedExecutionException loopHasDied) {
            sink.done(index, new Recording(), 0);
        }
    }

    /** Hands over what was recorded, and goes on with this empty one; from any thread. */
    void handOver(Recording empty) {
        executeUnlessClosed(() -> {
            if (!stopped) {
                Recording full = recording;
                recording = empty;
                full.settledUntil(settledUntilNanos());
                sink.recorded(index, full);
            }
        });
    }

    /** Sets the number of clients, of all loops together. Thread-safe. */
    void clientsBecome(int clients) {
        executeUnlessClosed(() -> {
            if (!stopped) {
                pattern.clientsBecome(clients);
                plannedChange.set(pattern.plannedChange());
            }
        });
    }

    /** Number of established connections. Thread-safe. */
    int connected() {
        return connected.get();
    }

    /** Change of the planned number of requests by changes of the number of clients. Thread-safe. */
    long plannedChange() {
        return plannedChange.get();
    }

    int index() {
        return index;
    }

    /** Now, in ns since the run's start. */
    long nowNanos() {
        return System.nanoTime() - epochNanos;
    }

    /** Runs the task on the loop at a time in ns since the run's start; at once when it is past. */
    void at(long nanos, Runnable task) {
        if (nanos <= nowNanos()) {
            task.run();
        } else {
            timer.schedule(epochNanos + nanos, () -> executeUnlessClosed(task));
        }
    }

    /** Runs the task on the loop after what already waits there. */
    void later(Runnable task) {
        executeUnlessClosed(task);
    }

    Request newRequest(int client, long number, long intendedNanos, boolean startsWhenConnected) {
        Request used = spare.poll();
        return (used == null ? new Request() : used).begin(client, number, intendedNanos, startsWhenConnected);
    }

    /** Sends the request, on the client's connection or on a new one. */
    void begin(Request request) {
        if (stopped) {
            return;
        }
        if (sink.isBehind()) {
            at(nowNanos() + LOG_BEHIND_WAITS_NANOS, () -> begin(request));
            return;
        }
        request.startedNanos = nowNanos();
        timeouts.add(request);
        ClientConnection usable = keeps ? keptIfUsable(request.client) : null;
        ClientConnection connection = usable == null ? newConnection() : usable;
        connection.send(request);
        if (usable == null) {
            if (keeps) {
                keep(request.client, connection);
            }
            // Only now, because connecting may fail at once, and then the request has to be there to fail with it.
            connect(connection);
        }
    }

    /** Connects a client that keeps its connection before it has anything to send. */
    void preconnect(int client) {
        ClientConnection connection = newConnection();
        keep(client, connection);
        connect(connection);
    }

    /** The client sends no more. */
    void closeClient(int client) {
        int slot = client / settings.loops();
        ClientConnection connection = slot < kept.size() ? kept.get(slot) : null;
        if (connection != null) {
            kept.set(slot, null);
            connection.close();
        }
    }

    private long settledUntilNanos() {
        return Math.min(nowNanos(), Math.min(timeouts.oldestIntendedNanos(), pattern.oldestWaitingNanos()));
    }

    /** Ends all: closes what is open and hands over what has ended. What is under way has lasted at least until here. */
    void finish() {
        if (!stopped) {
            stopped = true;
            heartbeat.stop();
            long now = nowNanos();
            timeouts.cut(request -> cut(request, now));
            pattern.cut(request -> cut(request, now));
            List.copyOf(open).forEach(ClientConnection::close);
            handOverBatch();
            sink.done(
                    index,
                    recording,
                    settling.observationsToCut(settings.warmUp().mostPartOf(nowNanos())));
        }
    }

    private void cut(Request request, long now) {
        request.ended = true;
        request.outcome = Outcome.UNFINISHED;
        request.endNanos = now;
        recording.record(request);
        if (settings.log()) {
            log(request.connection, request, null);
        }
    }

    @Override
    public void connected(ClientConnection connection) {
        connected.incrementAndGet();
        if (!stopped) {
            pattern.preconnected();
        }
    }

    @Override
    public void ended(ClientConnection connection, Request request, @Nullable AnswerCutter answer) {
        if (stopped) {
            return;
        }
        ended++;
        timeouts.remove(request);
        recording.record(request);
        Outcome outcome = request.outcome;
        if (outcome == Outcome.OK) {
            settling.add((double) request.correctedNanos());
        } else {
            refused += outcome == Outcome.REFUSED ? 1 : 0;
            if (ended == hopelessAfter && refused == ended) {
                sink.hopeless();
            }
        }
        if (settings.log()) {
            log(connection, request, answer);
        }
        if (!keeps && outcome == Outcome.OK) {
            connection.close();
        }
        pattern.ended(request, outcome, request.endNanos);
    }

    @Override
    public void release(Request request) {
        spare.push(request);
    }

    @Override
    public void closed(ClientConnection connection) {
        open.remove(connection);
        if (connection.connectedNanos() >= 0) {
            connected.decrementAndGet();
        } else if (!stopped) {
            pattern.preconnected();
        }
    }

    private @Nullable ClientConnection keptIfUsable(int client) {
        int slot = client / settings.loops();
        ClientConnection connection = slot < kept.size() ? kept.get(slot) : null;
        return connection != null && connection.isUsable() ? connection : null;
    }

    private void keep(int client, ClientConnection connection) {
        int slot = client / settings.loops();
        while (kept.size() <= slot) {
            kept.add(null);
        }
        kept.set(slot, connection);
    }

    private ClientConnection newConnection() {
        return new ClientConnection(this, dialogue, this::nowNanos);
    }

    private void connect(ClientConnection connection) {
        open.add(connection);
        connection.connect(loop, sources, settings.target());
    }

    private void log(@Nullable ClientConnection connection, Request request, @Nullable AnswerCutter answer) {
        batch.add(new RequestRecord(
                request.client,
                request.number,
                request.intendedNanos,
                request.connectStartNanos(),
                request.connectedNanos(),
                request.sentNanos,
                request.firstByteNanos,
                request.endNanos,
                request.workNanos,
                request.firstOnConnection,
                request.firstAnswered,
                connection == null ? null : connection.local(),
                dialogue.message(request),
                answer == null ? null : answer.text(),
                request.backend,
                request.bytesOut,
                request.bytesIn,
                request.outcome));
        if (batch.size() == 1) {
            at(request.endNanos + BATCH_WAITS_NANOS, this::handOverBatch);
        } else if (batch.size() >= BATCH) {
            handOverBatch();
        }
    }

    private void handOverBatch() {
        if (!batch.isEmpty()) {
            sink.ended(batch);
            batch = new ArrayList<>(BATCH);
        }
    }

    private void executeUnlessClosed(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException runIsOver) {
            // The task belongs to a run that has ended; nobody waits for it.
        }
    }
}
