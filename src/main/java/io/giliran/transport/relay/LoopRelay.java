package io.giliran.transport.relay;

import io.giliran.transport.Activity;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.RelayOptions;
import io.giliran.transport.Silence;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.tls.TlsWish;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's leg, the backend leg that is being connected or stands, and a pipe each way. Confined to its loop. */
final class LoopRelay implements Relay, Pipe.Owner, Lifetime.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(LoopRelay.class);

    /** How long a backend whose queue is full is left alone. */
    private static final Duration ROOM_AGAIN = Duration.ofMillis(10);

    private final EventLoop loop;
    private final LoopTimer timer;
    private final SpeakingOrder speakingOrder;
    private final TlsBuffers tlsBuffers;
    private final RelayOptions options;
    private final RelayEvents events;
    private final Lifetime lifetime;
    private final LegChannel client;
    private EarlyBytes early = EarlyBytes.NONE;
    private byte[] preface = NO_PREFACE;
    private @Nullable SocketChannel spare;
    private @Nullable LegChannel backend;
    private @Nullable SocketAddress backendAddress;
    private @Nullable Pipe toBackend;
    private @Nullable Pipe toClient;
    private LoopTimer.@Nullable Alarm connectTimeout;
    private boolean firstByteTold;
    private boolean tooOld;
    private boolean ended;

    /** @param prelude what has happened on the client's leg up to now; null when nothing has */
    LoopRelay(
            LoopHome home,
            SocketChannel client,
            @Nullable SocketChannel spare,
            @Nullable Prelude prelude,
            RelayOptions options,
            RelayEvents events) {
        this.spare = spare;
        this.options = options;
        loop = home.loop();
        timer = home.timer();
        speakingOrder = home.speakingOrder();
        tlsBuffers = home.tlsBuffers();
        this.events = events;
        lifetime = new Lifetime(home, options, this);
        if (prelude == null) {
            this.client = new LegChannel(loop, Leg.CLIENT, client, null);
        } else {
            this.client = prelude.leg();
            early = prelude.early();
        }
        if (options.keepAlive()) {
            this.client.keepAlive();
        }
        // Later, because most often the backend is connected by then, and nothing has to be read early.
        onLoopLater(() -> {
            if (!ended && backend == null) {
                watchClientEarly();
            }
        });
    }

    @Override
    public void connect(SocketAddress address, Duration timeout, byte[] words, @Nullable TlsWish wish) {
        onLoop(() -> {
            preface = words;
            startConnecting(address, timeout, wish);
        });
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
                speakingOrder.begun(backendAddress, toBackend.bytes() > 0);
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
            failed(pipe.to(), failure);
            return;
        }
        if (!tooOld) {
            lifetime.halfClosed();
            events.halfClosed(pipe.from());
        }
    }

    @Override
    public void failed(Leg leg, IOException failure) {
        end(leg == Leg.CLIENT ? RelayEnd.Cause.CLIENT_RESET : RelayEnd.Cause.BACKEND_RESET);
    }

    @Override
    public boolean isHalfClosed() {
        return hasFinished(toBackend) || hasFinished(toClient);
    }

    @Override
    public void silent() {
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

    private void startConnecting(SocketAddress address, Duration timeout, @Nullable TlsWish wish) {
        if (ended) {
            return;
        }
        LegChannel attempt;
        try {
            attempt = new LegChannel(loop, Leg.BACKEND, Dialling.open(address, takeSpare()), null);
        } catch (IOException noDescriptor) {
            events.connectFailed(ConnectFailure.UNREACHABLE);
            return;
        }
        backend = attempt;
        backendAddress = address;
        try {
            attempt.channel().configureBlocking(false);
            if (options.keepAlive()) {
                attempt.keepAlive();
            }
            if (speakingOrder.clientsSpeakFirst(address)) {
                attempt.acknowledgeWithData();
            }
            boolean stands = Dialling.connect(attempt.channel(), address);
            if (stands && wish == null) {
                connected(attempt, EarlyBytes.NONE);
                return;
            }
            BackendHandler handler = new BackendHandler(attempt, wish);
            connectTimeout = timer.after(timeout, () -> connectFailed(attempt, ConnectFailure.TIMEOUT));
            attempt.watch(handler, stands ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
            if (stands) {
                handler.stands();
            }
        } catch (IOException failure) {
            if (ConnectFailure.isQueueFull(failure) && timeout.compareTo(ROOM_AGAIN) > 0) {
                waitForRoom(attempt, address, timeout, wish);
            } else {
                connectFailed(attempt, failureOf(attempt, failure));
                return;
            }
        }
        watchClientEarly();
    }

    /**
     * Nobody is told when the queue of a Unix socket has room again, and a socket that was turned away is of no use any
     * more: so another one tries, again and again until the timeout.
     */
    private void waitForRoom(LegChannel attempt, SocketAddress address, Duration timeout, @Nullable TlsWish wish) {
        backend = null;
        attempt.close();
        connectTimeout =
                timer.after(ROOM_AGAIN, () -> run(() -> startConnecting(address, timeout.minus(ROOM_AGAIN), wish)));
    }

    /** What is full at the end of the timeout has not answered in time. */
    private static ConnectFailure failureOf(LegChannel attempt, IOException failure) {
        if (attempt.tls() != null) {
            return ConnectFailure.TLS;
        }
        return ConnectFailure.isQueueFull(failure) ? ConnectFailure.TIMEOUT : ConnectFailure.of(failure);
    }

    /** While no backend is connected, a little is read, so that a client that leaves is noticed. */
    private void watchClientEarly() {
        try {
            if (early.wantsMore()) {
                client.watch(new ClientHandler(), SelectionKey.OP_READ);
            }
        } catch (IOException failure) {
            failed(Leg.CLIENT, failure);
        }
    }

    private @Nullable SocketChannel takeSpare() {
        SocketChannel taken = spare;
        spare = null;
        return taken;
    }

    private void readEarly() {
        int most = client.tls() == null ? EarlyBytes.READ_BYTES : EarlyBytes.TLS_READ_BYTES;
        ByteBuffer buffer = loop.readBuffer().limit(most);
        int count;
        try {
            count = client.read(buffer);
        } catch (IOException failure) {
            failed(Leg.CLIENT, failure);
            return;
        }
        early = count < 0 ? early : early.and(buffer.flip());
        if (count < 0 || client.isAtEnd()) {
            early = early.finished();
        }
        if (!early.wantsMore()) {
            client.doNotWant(SelectionKey.OP_READ);
        }
    }

    /** @param spoken what the backend has said already */
    private void connected(LegChannel attempt, EarlyBytes spoken) throws IOException {
        if (connectTimeout != null) {
            connectTimeout.cancel();
        }
        SocketAddress local = attempt.channel().getLocalAddress();
        Pipe fromClient = new Pipe(loop, client, attempt, this, early.behind(preface), preface.length);
        Pipe fromBackend = new Pipe(loop, attempt, client, this, spoken, 0);
        toBackend = fromClient;
        toClient = fromBackend;
        try {
            attempt.watch(new BackendHandler(attempt, null), fromBackend.wantsToRead() ? SelectionKey.OP_READ : 0);
            client.watch(new ClientHandler(), fromClient.wantsToRead() ? SelectionKey.OP_READ : 0);
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

    private void connectFailed(LegChannel attempt, ConnectFailure failure) {
        if (ended || attempt != backend || toBackend != null) {
            return;
        }
        if (connectTimeout != null) {
            connectTimeout.cancel();
        }
        backend = null;
        attempt.close();
        events.connectFailed(failure);
    }

    private void end(RelayEnd.Cause cause) {
        if (ended) {
            return;
        }
        ended = true;
        if (connectTimeout != null) {
            connectTimeout.cancel();
        }
        lifetime.end();
        if (cause == RelayEnd.Cause.CLOSED || cause == RelayEnd.Cause.TOO_OLD) {
            discardUnread();
        }
        SpareSocket.close(spare);
        client.end(endsInOrder(cause, toClient));
        if (backend != null) {
            backend.end(endsInOrder(cause, toBackend));
        }
        release();
        events.ended(new RelayEnd(
                cause, toBackend == null ? 0 : toBackend.bytes(), toClient == null ? 0 : toClient.bytes()));
    }

    private void release() {
        early = EarlyBytes.NONE;
        preface = NO_PREFACE;
        if (toBackend != null && toClient != null) {
            toBackend.release();
            toClient.release();
        }
    }

    /**
     * Whether a leg is told by a FIN. A peer that has not taken its bytes in time must not believe that it has all of
     * them; and a reset takes them from the system, too.
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
        if (backend != null && toBackend != null) {
            backend.discardUnread();
        }
    }

    /** A fault of ours in a handler: this connection alone ends. */
    private void fault(Throwable failure) {
        LOG.error("a connection has ended by a fault of the relay", failure);
        end(RelayEnd.Cause.FAILED);
    }

    private final class ClientHandler implements EventLoop.Handler {
        @Override
        public void ready(SelectionKey key) {
            if (ended) {
                return;
            }
            Pipe out = toBackend;
            Pipe in = toClient;
            int ready = key.readyOps();
            if (out == null || in == null) {
                unconnected(ready);
                return;
            }
            if ((ready & SelectionKey.OP_WRITE) != 0) {
                in.flush();
            }
            if ((ready & SelectionKey.OP_READ) != 0 && !ended) {
                out.pump();
            }
        }

        private void unconnected(int ready) {
            if ((ready & SelectionKey.OP_WRITE) != 0) {
                try {
                    if (client.flush()) {
                        client.doNotWant(SelectionKey.OP_WRITE);
                    }
                } catch (IOException failure) {
                    LoopRelay.this.failed(Leg.CLIENT, failure);
                    return;
                }
            }
            if ((ready & SelectionKey.OP_READ) != 0) {
                readEarly();
            }
        }

        @Override
        public void failed(Throwable failure) {
            fault(failure);
        }
    }

    private final class BackendHandler implements EventLoop.Handler {
        private final LegChannel attempt;
        private final @Nullable TlsWish wish;

        /** @param wish what has to happen before it counts as connected; null for nothing */
        BackendHandler(LegChannel attempt, @Nullable TlsWish wish) {
            this.attempt = attempt;
            this.wish = wish;
        }

        @Override
        public void ready(SelectionKey key) {
            if (ended || attempt != backend) {
                return;
            }
            Pipe out = toBackend;
            Pipe in = toClient;
            if (out == null || in == null) {
                unconnected(key.readyOps());
                return;
            }
            int ready = key.readyOps();
            if ((ready & SelectionKey.OP_WRITE) != 0) {
                out.flush();
            }
            if ((ready & SelectionKey.OP_READ) != 0 && !ended) {
                in.pump();
            }
        }

        private void unconnected(int ready) {
            TlsLeg tls = attempt.tls();
            try {
                if (tls != null) {
                    shakeHands(tls, ready);
                } else if (attempt.channel().finishConnect()) {
                    stands();
                }
            } catch (IOException failure) {
                connectFailed(attempt, failureOf(attempt, failure));
            }
        }

        /** It is connected as far as TCP goes. */
        void stands() throws IOException {
            if (wish == null) {
                connected(attempt, EarlyBytes.NONE);
                return;
            }
            attempt.watch(this, SelectionKey.OP_READ);
            TlsLeg tls = attempt.secure(tlsBuffers, wish.session());
            byte[] words = preface;
            preface = NO_PREFACE;
            tls.begin(words);
            if (tls.isStalled()) {
                attempt.want(SelectionKey.OP_WRITE);
            }
        }

        private void shakeHands(TlsLeg tls, int ready) throws IOException {
            if ((ready & SelectionKey.OP_WRITE) != 0 && tls.flush()) {
                attempt.doNotWant(SelectionKey.OP_WRITE);
            }
            if ((ready & SelectionKey.OP_READ) == 0) {
                return;
            }
            ByteBuffer plaintext = loop.readBuffer();
            int count = tls.read(plaintext);
            if (tls.isEstablished()) {
                EarlyBytes spoken = EarlyBytes.NONE.and(plaintext.flip());
                connected(attempt, count < 0 || tls.isAtEnd() ? spoken.finished() : spoken);
            } else if (count < 0) {
                connectFailed(attempt, ConnectFailure.TLS);
            }
        }

        @Override
        public void failed(Throwable failure) {
            fault(failure);
        }
    }
}
