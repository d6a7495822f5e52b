package io.giliran.transport.relay.pipe;

import io.giliran.supervision.BoundedLog;
import io.giliran.transport.Activity;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.RelayOptions;
import io.giliran.transport.Silence;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.relay.leg.ClientOpening;
import io.giliran.transport.relay.leg.EarlyBytes;
import io.giliran.transport.relay.leg.LegChannel;
import io.giliran.transport.relay.leg.LoopContext;
import io.giliran.transport.relay.leg.LoopTimer;
import io.giliran.transport.relay.leg.SpareSocket;
import io.giliran.transport.tls.TlsSession;
import io.giliran.transport.tls.TlsWish;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** A client's leg, the attempt at a backend leg and then that leg, and a pipe each way. Confined to its loop. */
public final class LoopRelay implements Relay, BackendAttempt.Owner, Pipe.Owner, Lifetime.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(LoopRelay.class);
    private static final BoundedLog FAULTS = new BoundedLog(LOG, Level.ERROR, System::nanoTime);
    private static final BoundedLog TLS_FAILURES = new BoundedLog(LOG, Level.INFO, System::nanoTime);
    /** Longest time that the bytes of a leg that has failed wait for the other leg to take them. */
    private static final Duration DELIVERY = Duration.ofSeconds(30);
    /** A reset so soon behind bytes could overtake them in the peer. */
    private static final long OVERTAKING_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LoopContext home;
    private final EventLoop loop;
    private final RelayEvents events;
    private final Lifetime lifetime;
    private final LegChannel client;
    private EarlyBytes early = EarlyBytes.NONE;
    private @Nullable SocketChannel spare;
    private @Nullable SocketAddress backendAddress;
    /** Null once it is over. */
    private @Nullable BackendAttempt attempt;

    private @Nullable LegChannel backend;
    private @Nullable Pipe toBackend;
    private @Nullable Pipe toClient;
    private boolean firstByteTold;
    /** The leg that cannot be written any more, while what its peer sent before is handed on; null for none. */
    private @Nullable Leg failing;

    private LoopTimer.@Nullable Alarm delivery;
    private boolean tooOld;
    /** The leg that was reset while its bytes still wait for the other one; null while there is none. */
    private @Nullable Leg gone;

    private boolean ended;

    /**
     * Creates a relay without a backend leg.
     *
     * @param prelude what has happened on the client's leg up to now; null when nothing has
     */
    public LoopRelay(
            LoopContext home,
            SocketChannel client,
            @Nullable SocketChannel spare,
            @Nullable ClientOpening prelude,
            RelayOptions options,
            RelayEvents events) {
        this.home = home;
        this.spare = spare;
        loop = home.loop();
        this.events = events;
        lifetime = new Lifetime(home, options, this);
        if (prelude == null) {
            this.client = new LegChannel(loop, Leg.CLIENT, client, null);
        } else {
            this.client = prelude.leg();
            early = prelude.early();
        }
        // Later, because most often the backend is connected by then, and nothing has to be read early.
        onLoopLater(() -> {
            if (!ended && attempt == null && backend == null) {
                watchClientEarly();
            }
        });
    }

    @Override
    public void connect(SocketAddress address, Duration timeout, byte[] preface, @Nullable TlsWish wish) {
        onLoop(() -> startConnecting(address, timeout, preface, wish));
    }

    @Override
    public Activity activity() {
        Pipe out = toBackend;
        Pipe in = toClient;
        return new Activity(out == null ? 0 : out.bytes(), in == null ? 0 : in.bytes(), lifetime.idleNanos());
    }

    @Override
    public void close() {
        onLoop(() -> end(RelayEnd.Cause.CLOSED));
    }

    @Override
    public void abort() {
        onLoop(() -> end(RelayEnd.Cause.ABORTED));
    }

    @Override
    public void moved(Pipe pipe) {
        lifetime.moved(pipe);
        if (pipe == toClient && !firstByteTold) {
            firstByteTold = true;
            if (backendAddress != null && toBackend != null) {
                home.speakingOrder().begun(backendAddress, toBackend.bytes() > 0);
            }
            events.firstByte();
        }
    }

    @Override
    public void finished(Pipe pipe) {
        if (toBackend != null && toBackend.isFinished() && toClient != null && toClient.isFinished()) {
            // Closing sends the second FIN too.
            end(tooOld ? RelayEnd.Cause.TOO_OLD : RelayEnd.Cause.FINISHED);
            return;
        }
        try {
            pipe.finishSink();
        } catch (IOException failure) {
            sinkFailed(pipe, failure);
            return;
        }
        if (!tooOld) {
            lifetime.halfClosed();
            events.halfClosed(pipe.from());
        }
    }

    @Override
    public void sourceFailed(Pipe pipe, IOException failure) {
        logTlsFailure(pipe.from(), failure);
        endByReset(pipe.from());
    }

    /**
     * Ends it, but not before the other leg has got what the failing one still has to be read: a peer that sends its
     * last words and closes with bytes unread resets the connection, and a write may notice that first.
     */
    @Override
    public void sinkFailed(Pipe pipe, IOException failure) {
        logTlsFailure(pipe.to(), failure);
        Pipe other = pipe == toBackend ? toClient : toBackend;
        if (ended || failing != null || other == null) {
            endByReset(pipe.to());
            return;
        }
        failing = pipe.to();
        pipe.discard();
        other.drain();
        if (!ended) {
            delivery = home.timer().after(DELIVERY, () -> run(() -> endByReset(pipe.to())));
        }
    }

    @Override
    public void drained(Pipe pipe) {
        endByReset(pipe.from());
    }

    private static void logTlsFailure(Leg leg, IOException failure) {
        if (failure instanceof SSLException wrong) {
            TLS_FAILURES.write(
                    "a connection is reset, because the TLS of its {} has failed: {}", leg, TlsSession.reason(wrong));
        }
    }

    /** The leg that has failed first is the cause. */
    private void endByReset(Leg leg) {
        Leg first = failing == null ? gone == null ? leg : gone : failing;
        end(first == Leg.CLIENT ? RelayEnd.Cause.CLIENT_RESET : RelayEnd.Cause.BACKEND_RESET);
    }

    @Override
    public boolean isHalfClosed() {
        return gone != null || hasFinished(toBackend) || hasFinished(toClient);
    }

    /**
     * A leg that is not read was reset. What it has sent before is delivered first, if the other leg still has to take some of
     * it: the last read finds the reset then. The bound for silence is that of a half-closed connection.
     */
    private void resetWhileUnread(Pipe fromLeg) {
        if (!fromLeg.isStalled()) {
            end(fromLeg.from() == Leg.CLIENT ? RelayEnd.Cause.CLIENT_RESET : RelayEnd.Cause.BACKEND_RESET);
        } else if (gone == null) {
            gone = fromLeg.from();
            lifetime.halfClosed();
        }
    }

    @Override
    public void lasts() {
        client.keepAlive();
        if (backend != null) {
            backend.keepAlive();
        }
    }

    @Override
    public void silent() {
        Leg failed = failing;
        if (failed != null) {
            run(() -> endByReset(failed));
            return;
        }
        Silence silence = new Silence(
                isStalled(toClient),
                isStalled(toBackend),
                hasFinished(toBackend),
                hasFinished(toClient),
                toBackend != null && lifetime.lastMoved() == toBackend);
        run(() -> end(silence.cause()));
    }

    @Override
    public void tooOld() {
        Leg failed = failing;
        if (failed != null) {
            run(() -> endByReset(failed));
            return;
        }
        tooOld = true;
        run(() -> {
            if (toBackend != null && toClient != null) {
                toBackend.stop();
                toClient.stop();
            }
        });
    }

    @Override
    public void outOfTime() {
        run(() -> end(RelayEnd.Cause.TOO_OLD));
    }

    private static boolean hasFinished(@Nullable Pipe pipe) {
        return pipe != null && pipe.isFinished();
    }

    private static boolean isStalled(@Nullable Pipe pipe) {
        return pipe != null && pipe.isStalled();
    }

    private void onLoop(Runnable task) {
        if (loop.onLoop()) {
            run(task);
        } else {
            onLoopLater(task);
        }
    }

    private void onLoopLater(Runnable task) {
        if (!loop.isClosed()) {
            loop.execute(() -> run(task));
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failure) {
            fault(failure);
        }
    }

    private void startConnecting(SocketAddress address, Duration timeout, byte[] preface, @Nullable TlsWish wish) {
        if (ended) {
            return;
        }
        backendAddress = address;
        BackendAttempt started = new BackendAttempt(home, this, address, timeout, preface, wish);
        attempt = started;
        started.start(takeSpare());
        if (attempt == started) {
            // Else it is over already, and there may even be another one.
            watchClientEarly();
        }
    }

    /** Reads a little while no backend is connected, so that a client that leaves is noticed. */
    private void watchClientEarly() {
        try {
            if (early.wantsMore(home.buffers())) {
                client.watch(new EarlyHandler(), SelectionKey.OP_READ);
            }
        } catch (IOException failure) {
            endByReset(Leg.CLIENT);
        }
    }

    private @Nullable SocketChannel takeSpare() {
        SocketChannel taken = spare;
        spare = null;
        return taken;
    }

    private void readEarly() {
        ByteBuffer buffer = loop.readBuffer();
        int count;
        try {
            count = client.read(
                    buffer, Math.min(EarlyBytes.READ_BYTES, home.buffers().mostToRead()));
        } catch (IOException failure) {
            endByReset(Leg.CLIENT);
            return;
        }
        early = count < 0 ? early : early.and(buffer.flip(), home.buffers());
        if (count < 0 || client.isAtEnd()) {
            early = early.finished();
        }
        if (!early.wantsMore(home.buffers())) {
            client.doNotWant(SelectionKey.OP_READ);
        }
    }

    private void flushEarly() {
        try {
            if (client.flush()) {
                client.doNotWant(SelectionKey.OP_WRITE);
            }
        } catch (IOException failure) {
            endByReset(Leg.CLIENT);
        }
    }

    @Override
    public void connected(LegChannel leg, SocketAddress local, byte[] preface, EarlyBytes spoken) {
        attempt = null;
        backend = leg;
        Pipe fromClient = new Pipe(home, client, leg, this, early.behind(preface, home.buffers()), preface.length);
        Pipe fromBackend = new Pipe(home, leg, client, this, spoken, 0);
        toBackend = fromClient;
        toClient = fromBackend;
        // The pipe's from here on.
        early = EarlyBytes.NONE;
        try {
            leg.watch(new LegHandler(fromBackend, fromClient), fromBackend.wantsToRead() ? SelectionKey.OP_READ : 0);
            client.watch(new LegHandler(fromClient, fromBackend), fromClient.wantsToRead() ? SelectionKey.OP_READ : 0);
        } catch (IOException failure) {
            fault(failure);
            return;
        }
        lifetime.begin();
        events.connected(local);
        if (!fromClient.wantsToRead()) {
            fromClient.flush();
        }
        if (!fromBackend.wantsToRead() && !ended) {
            fromBackend.flush();
        }
    }

    @Override
    public void connectFailed(ConnectFailure failure) {
        attempt = null;
        events.connectFailed(failure);
    }

    private void end(RelayEnd.Cause cause) {
        if (ended) {
            return;
        }
        ended = true;
        lifetime.end();
        if (delivery != null) {
            delivery.cancel();
        }
        if (cause == RelayEnd.Cause.CLOSED || cause == RelayEnd.Cause.TOO_OLD) {
            discardUnread();
        }
        SpareSocket.close(spare);
        endLeg(client, cause, RelayEnd.Cause.BACKEND_RESET, toClient);
        if (attempt != null) {
            attempt.end(endsInOrder(cause, toBackend));
        } else if (backend != null) {
            endLeg(backend, cause, RelayEnd.Cause.CLIENT_RESET, toBackend);
        }
        release();
        events.ended(new RelayEnd(
                cause, toBackend == null ? 0 : toBackend.bytes(), toClient == null ? 0 : toClient.bytes()));
    }

    /** @param resetOfOther the cause when the other leg was reset */
    private void endLeg(LegChannel leg, RelayEnd.Cause cause, RelayEnd.Cause resetOfOther, @Nullable Pipe toLeg) {
        if (cause == resetOfOther
                && toLeg != null
                && !toLeg.isStalled()
                && toLeg.hasMovedWithin(OVERTAKING_NANOS)
                && home.lingering().take(leg, delivery != null)) {
            return;
        }
        leg.end(endsInOrder(cause, toLeg));
    }

    private void release() {
        attempt = null;
        early.release();
        early = EarlyBytes.NONE;
        if (toBackend != null && toClient != null) {
            toBackend.release();
            toClient.release();
        }
    }

    /**
     * Whether a leg ends with a FIN. A peer that has not taken its bytes in time must not believe that it has all of them; and
     * a reset frees them in the system, too.
     */
    private static boolean endsInOrder(RelayEnd.Cause cause, @Nullable Pipe toLeg) {
        return switch (cause) {
            case FINISHED, CLOSED -> true;
            case CLIENT_IDLE, BACKEND_IDLE, TOO_OLD -> !isStalled(toLeg);
            case CLIENT_RESET, BACKEND_RESET, ABORTED, FAILED -> false;
        };
    }

    private void discardUnread() {
        client.discardUnread();
        if (backend != null) {
            backend.discardUnread();
        }
    }

    /** Ends this connection alone after a fault of the relay. */
    @Override
    public void fault(Throwable failure) {
        FAULTS.write("a connection has ended by a fault of the relay", failure);
        end(RelayEnd.Cause.FAILED);
    }

    /** The client's while no backend is connected. */
    private final class EarlyHandler implements EventLoop.Handler {
        @Override
        public void ready(SelectionKey key) {
            if (ended) {
                return;
            }
            int ready = key.readyOps();
            if ((ready & SelectionKey.OP_CONNECT) != 0) {
                end(RelayEnd.Cause.CLIENT_RESET);
                return;
            }
            if ((ready & SelectionKey.OP_READ) != 0) {
                readEarly();
            }
            if ((ready & SelectionKey.OP_WRITE) != 0 && !ended) {
                flushEarly();
            }
        }

        @Override
        public boolean asksForReset() {
            return client.tellsResets();
        }

        @Override
        public void failed(Throwable failure) {
            fault(failure);
        }
    }

    /** Either leg's while bytes flow. Reads first: a write that fails must not hide what the peer sent before it reset. */
    private final class LegHandler implements EventLoop.Handler {
        private final Pipe reader;
        private final Pipe writer;

        LegHandler(Pipe reader, Pipe writer) {
            this.reader = reader;
            this.writer = writer;
        }

        @Override
        public void ready(SelectionKey key) {
            if (ended) {
                return;
            }
            int ready = key.readyOps();
            if ((ready & SelectionKey.OP_CONNECT) != 0) {
                resetWhileUnread(reader);
                return;
            }
            if ((ready & SelectionKey.OP_READ) != 0) {
                reader.pump();
            }
            if ((ready & SelectionKey.OP_WRITE) != 0 && !ended) {
                writer.flush();
            }
        }

        @Override
        public boolean asksForReset() {
            return !ended && reader.tellsResets() && !(reader.isStalled() && gone == reader.from());
        }

        @Override
        public void failed(Throwable failure) {
            fault(failure);
        }
    }
}
