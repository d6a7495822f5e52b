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

    private static final int DISCARDED_READS = 4;
    /** How long a backend whose queue is full is left alone. */
    private static final Duration ROOM_AGAIN = Duration.ofMillis(10);

    private final EventLoop loop;
    private final LoopTimer timer;
    private final SpeakingOrder speakingOrder;
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
        this.events = events;
        lifetime = new Lifetime(home, options, this);
        this.client = new LegChannel(loop, Leg.CLIENT, client, prelude == null ? null : prelude.key());
        if (prelude != null) {
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
    public void connect(SocketAddress address, Duration timeout, byte[] words) {
        onLoop(() -> {
            preface = words;
            startConnecting(address, timeout);
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

    private void startConnecting(SocketAddress address, Duration timeout) {
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
            if (Dialling.connect(attempt.channel(), address)) {
                connected(attempt);
                return;
            }
            attempt.watch(new BackendHandler(attempt), SelectionKey.OP_CONNECT);
            connectTimeout = timer.after(timeout, () -> connectFailed(attempt, ConnectFailure.TIMEOUT));
        } catch (IOException failure) {
            if (ConnectFailure.isQueueFull(failure) && timeout.compareTo(ROOM_AGAIN) > 0) {
                waitForRoom(attempt, address, timeout);
            } else {
                connectFailed(attempt, failureOf(failure));
                return;
            }
        }
        watchClientEarly();
    }

    /**
     * Nobody is told when the queue of a Unix socket has room again, and a socket that was turned away is of no use any
     * more: so another one tries, again and again until the timeout.
     */
    private void waitForRoom(LegChannel attempt, SocketAddress address, Duration timeout) {
        backend = null;
        attempt.close();
        connectTimeout = timer.after(ROOM_AGAIN, () -> run(() -> startConnecting(address, timeout.minus(ROOM_AGAIN))));
    }

    /** What is full at the end of the timeout has not answered in time. */
    private static ConnectFailure failureOf(IOException failure) {
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
        ByteBuffer buffer = loop.readBuffer().limit(EarlyBytes.READ_BYTES);
        int count;
        try {
            count = client.read(buffer);
        } catch (IOException failure) {
            failed(Leg.CLIENT, failure);
            return;
        }
        early = count < 0 ? early.finished() : early.and(buffer.flip());
        if (!early.wantsMore()) {
            client.doNotWant(SelectionKey.OP_READ);
        }
    }

    private void connected(LegChannel attempt) throws IOException {
        if (connectTimeout != null) {
            connectTimeout.cancel();
        }
        SocketAddress local = attempt.channel().getLocalAddress();
        Pipe fromClient = new Pipe(loop, client, attempt, this, early.behind(preface), preface.length);
        Pipe fromBackend = new Pipe(loop, attempt, client, this, EarlyBytes.NONE, 0);
        toBackend = fromClient;
        toClient = fromBackend;
        try {
            attempt.watch(new BackendHandler(attempt), SelectionKey.OP_READ);
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
        endLeg(client, endsInOrder(cause, toClient));
        if (backend != null) {
            endLeg(backend, endsInOrder(cause, toBackend));
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

    /** A socket that is closed with bytes unread resets its connection instead of finishing it. */
    private void discardUnread() {
        discardUnread(client);
        if (backend != null && toBackend != null) {
            discardUnread(backend);
        }
    }

    private void discardUnread(LegChannel leg) {
        try {
            for (int i = 0; i < DISCARDED_READS && leg.read(loop.readBuffer()) > 0; i++) {
                // What was read is not wanted.
            }
        } catch (IOException alreadyReset) {
            // Then there is nothing to finish.
        }
    }

    private static void endLeg(LegChannel leg, boolean inOrder) {
        if (inOrder) {
            leg.close();
        } else {
            leg.reset();
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
            if (out == null || in == null) {
                readEarly();
                return;
            }
            int ready = key.readyOps();
            if ((ready & SelectionKey.OP_WRITE) != 0) {
                in.flush();
            }
            if ((ready & SelectionKey.OP_READ) != 0 && !ended) {
                out.pump();
            }
        }

        @Override
        public void failed(Throwable failure) {
            fault(failure);
        }
    }

    private final class BackendHandler implements EventLoop.Handler {
        private final LegChannel attempt;

        BackendHandler(LegChannel attempt) {
            this.attempt = attempt;
        }

        @Override
        public void ready(SelectionKey key) {
            if (ended || attempt != backend) {
                return;
            }
            Pipe out = toBackend;
            Pipe in = toClient;
            if (out == null || in == null) {
                finishConnecting();
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

        private void finishConnecting() {
            try {
                if (attempt.channel().finishConnect()) {
                    connected(attempt);
                }
            } catch (IOException failure) {
                connectFailed(attempt, failureOf(failure));
            }
        }

        @Override
        public void failed(Throwable failure) {
            fault(failure);
        }
    }
}
