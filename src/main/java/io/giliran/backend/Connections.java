package io.giliran.backend;

import akka.Done;
import io.giliran.supervision.BoundedLog;
import io.giliran.transport.loop.EventLoop;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Accepts the clients of one backend on its event loop, serves them there, and counts them. Confined to the loop but for what says otherwise. */
final class Connections implements EventLoop.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /** Accepts in a row before the connections get their turn again. */
    private static final int ACCEPTS_A_ROUND = 64;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final EventLoop loop;
    private final WaitingWorkers.Timer timer;
    private final LineProtocol.Shared shared;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder served = new LongAdder();
    private final Set<ServedConnection> open = new HashSet<>();
    private final BoundedLog shortages = new BoundedLog(LOG, Level.WARN, System::nanoTime);
    private volatile int openCount;
    private @Nullable ServerSocketChannel listener;
    private @Nullable SelectionKey key;

    /**
     * Creates the set of connections, which is empty.
     *
     * @param workers serve the requests of all connections, and stay the caller's to close
     * @param timer of {@link System#nanoTime()}
     */
    Connections(BackendSettings settings, EventLoop loop, Workers workers, WaitingWorkers.Timer timer) {
        this.loop = loop;
        this.timer = timer;
        ServiceTimes serviceTimes = new ServiceTimes(settings.serviceTime(), settings.seed(), settings.name());
        shared = new LineProtocol.Shared(settings.name(), settings.pipeline(), serviceTimes, workers, served, loop);
    }

    /** Accepts clients from a bound channel, which stays somebody else's to close. */
    void accept(ServerSocketChannel from) throws IOException {
        listener = from;
        key = loop.register(from, SelectionKey.OP_ACCEPT, this);
    }

    /** Lets go of the channel: while a selector knows it, closing it does not free its port. */
    void stopAccepting() {
        if (key != null) {
            key.cancel();
        }
    }

    /** Ends all connections, without the answers that are not ready; for any thread. Completes when all have ended. */
    CompletionStage<Done> close() {
        return CompletableFuture.supplyAsync(
                        () -> {
                            List.copyOf(open).forEach(ServedConnection::close);
                            return Done.getInstance();
                        },
                        loop)
                // Sockets are closed a round later.
                .thenApplyAsync(done -> done, loop);
    }

    /** Returns the counters. Thread-safe. */
    BackendServer.Counts counts() {
        return new BackendServer.Counts(accepted.sum(), openCount, served.sum());
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        for (int i = 0; i < ACCEPTS_A_ROUND && listener != null; i++) {
            SocketChannel client = listener.accept();
            if (client == null) {
                return;
            }
            serve(client);
        }
    }

    private void serve(SocketChannel client) throws IOException {
        accepted.increment();
        ServedConnection connection = new ServedConnection(loop, client, shared, timer, this::ended);
        open.add(connection);
        openCount = open.size();
        try {
            client.configureBlocking(false);
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connection.start();
        } catch (IOException alreadyGone) {
            connection.failed(alreadyGone);
        }
    }

    private void ended(ServedConnection connection) {
        open.remove(connection);
        openCount = open.size();
    }

    /** Accepting has failed, mostly for want of descriptors: clients wait in the backlog meanwhile. */
    @Override
    public void failed(Throwable failure) {
        if (failure instanceof ClosedChannelException) {
            return;
        }
        shortages.write("{}: accepting pauses for a moment: {}", shared.name(), String.valueOf(failure.getMessage()));
        setInterest(0);
        timer.schedule(System.nanoTime() + PAUSE.toNanos(), this::resume);
    }

    /** Called on the timer's thread. */
    private void resume() {
        try {
            loop.execute(() -> setInterest(SelectionKey.OP_ACCEPT));
        } catch (RejectedExecutionException stopped) {
            // The backend has stopped, and nobody accepts here any more.
        }
    }

    private void setInterest(int interest) {
        if (key != null && key.isValid()) {
            key.interestOps(interest);
        }
    }
}
