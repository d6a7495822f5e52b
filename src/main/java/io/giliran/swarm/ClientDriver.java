package io.giliran.swarm;

import io.giliran.metrics.Outcome;
import io.giliran.metrics.RequestRecord;
import io.giliran.transport.PreciseTimer;
import io.giliran.transport.loop.EventLoop;
import io.giliran.workload.Distribution;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Drives every client of one event loop: the clients whose number leaves the same remainder by the number of loops.
 * Plain state on one thread, no thread and no actor a client. What has ended goes to the swarm in batches.
 */
final class ClientDriver implements ClientConnection.Owner {
    private static final int BATCH = 256;
    private static final long BATCH_WAITS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LOG_BEHIND_WAITS_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Where the results go. Thread-safe. */
    interface Sink {
        void ended(List<RequestRecord> batch);

        /** Whether so much waits to be logged that no new request should start. */
        boolean isBehind();

        /** All of the driver's clients are done; nothing follows. */
        void done();
    }

    private final int index;
    private final SwarmSettings settings;
    private final EventLoop loop;
    private final PreciseTimer timer;
    private final Sink sink;
    private final long epochNanos;
    private final SourceAddresses sources;
    private final @Nullable ClientConnection[] kept;
    private final Set<ClientConnection> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final AtomicInteger connected = new AtomicInteger();
    private final RequestTimeouts timeouts;
    private final LoadPattern pattern;
    private List<RequestRecord> batch = new ArrayList<>(BATCH);
    private boolean stopped;

    /**
     * @param index of the driver among those of the run, from 0
     * @param epochNanos the run's start on the scale of System.nanoTime
     */
    ClientDriver(int index, SwarmSettings settings, EventLoop loop, PreciseTimer timer, Sink sink, long epochNanos) {
        this.index = index;
        this.settings = settings;
        this.loop = loop;
        this.timer = timer;
        this.sink = sink;
        this.epochNanos = epochNanos;
        boolean perRequest = settings.connections() == SwarmSettings.Connecting.PER_REQUEST;
        int start = new SplittableRandom(epochNanos + index).nextInt();
        sources = SourceAddresses.forTarget(
                settings.target(), perRequest ? settings.planned() : settings.clients(), start);
        kept = new ClientConnection[settings.clients() / settings.loops() + 1];
        timeouts = new RequestTimeouts(settings.timeout().toNanos(), this::nowNanos, this::at);
        pattern = settings.isOpen() ? new OpenPattern(this, settings) : new ClosedPattern(this, settings);
    }

    /** Starts the clients; from any thread. */
    void start() {
        loop.execute(pattern::begin);
    }

    /** Starts nothing more, forgets what is under way, hands over what has ended; from any thread. */
    void stop() {
        try {
            loop.execute(this::finish);
        } catch (RejectedExecutionException loopHasDied) {
            sink.done();
        }
    }

    /** How many connections stand; from any thread. */
    int connected() {
        return connected.get();
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

    /** The source of everything random about one client, the same in every run with this seed. */
    RandomGenerator randomOf(int client) {
        return new SplittableRandom(settings.seed() * 0x9e3779b97f4a7c15L + client);
    }

    Request newRequest(
            int client, long number, RandomGenerator random, long intendedNanos, boolean startsWhenConnected) {
        Distribution work = settings.serviceTime();
        return new Request(
                client,
                number,
                RequestText.message(client, number, settings.payloadBytes()),
                work == null ? -1 : work.sampleNanos(random),
                intendedNanos,
                startsWhenConnected);
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
        boolean persistent = settings.connections() == SwarmSettings.Connecting.PERSISTENT;
        ClientConnection usable = persistent ? keptIfUsable(request.client) : null;
        ClientConnection connection = usable == null ? new ClientConnection(this, this::nowNanos) : usable;
        request.connection = connection;
        connection.send(request);
        if (usable == null) {
            if (persistent) {
                keep(request.client, connection);
            }
            // Only now, because connecting may fail at once, and then the request has to be there to fail with it.
            connect(connection);
        }
    }

    /** Connects a client that keeps its connection before it has anything to send. */
    void preconnect(int client) {
        ClientConnection connection = new ClientConnection(this, this::nowNanos);
        keep(client, connection);
        connect(connection);
    }

    /** The client's kept connection; null when it has none that can be used. */
    @Nullable
    ClientConnection keptIfUsable(int client) {
        ClientConnection connection = kept[client / settings.loops()];
        return connection != null && connection.isUsable() ? connection : null;
    }

    /** The client sends no more. */
    void closeClient(int client) {
        ClientConnection connection = kept[client / settings.loops()];
        if (connection != null) {
            connection.close();
        }
    }

    /** Ends all: closes what is open and hands over what has ended. */
    void finish() {
        if (!stopped) {
            stopped = true;
            List.copyOf(open).forEach(ClientConnection::close);
            handOver();
            sink.done();
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
    public void ended(ClientConnection connection, Request request, Outcome outcome, @Nullable String answer) {
        if (stopped) {
            return;
        }
        long now = nowNanos();
        request.ended = true;
        timeouts.forgetEnded();
        batch.add(record(connection, request, outcome, answer, now));
        if (batch.size() == 1) {
            at(now + BATCH_WAITS_NANOS, this::handOver);
        } else if (batch.size() >= BATCH) {
            handOver();
        }
        if (settings.connections() == SwarmSettings.Connecting.PER_REQUEST && outcome == Outcome.OK) {
            connection.close();
        }
        pattern.ended(request, outcome, now);
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

    private void keep(int client, ClientConnection connection) {
        kept[client / settings.loops()] = connection;
    }

    private void connect(ClientConnection connection) {
        open.add(connection);
        connection.connect(loop, sources, settings.target());
    }

    private RequestRecord record(
            ClientConnection connection, Request request, Outcome outcome, @Nullable String answer, long now) {
        return new RequestRecord(
                request.client,
                request.number,
                request.intendedNanos,
                connection.connectStartNanos(),
                connection.connectedNanos(),
                request.sentNanos,
                now,
                request.firstOnConnection,
                connection.local(),
                request.message,
                answer,
                answer != null && outcome == Outcome.OK ? RequestText.backend(answer) : null,
                request.bytesOut,
                answer == null ? 0 : answer.getBytes(StandardCharsets.UTF_8).length + 1,
                outcome);
    }

    private void handOver() {
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
