package io.giliran.transport.relay;

import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.loop.EventLoop;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Locale;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's leg, the backend leg that is being connected or stands, and a pipe each way. Confined to its loop. */
final class LoopRelay implements Relay, Pipe.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(LoopRelay.class);

    private static final int DISCARDED_READS = 4;

    private final EventLoop loop;
    private final LoopTimer timer;
    private final SpeakingOrder speakingOrder;
    private final RelayEvents events;
    private final LegChannel client;
    private EarlyBytes early = EarlyBytes.NONE;
    private @Nullable SocketChannel spare;
    private @Nullable LegChannel backend;
    private @Nullable InetSocketAddress backendAddress;
    private @Nullable Pipe toBackend;
    private @Nullable Pipe toClient;
    private LoopTimer.@Nullable Alarm connectTimeout;
    private boolean firstByteTold;
    private boolean ended;

    LoopRelay(LoopHome home, SocketChannel client, @Nullable SocketChannel spare, RelayEvents events) {
        this.spare = spare;
        loop = home.loop();
        timer = home.timer();
        speakingOrder = home.speakingOrder();
        this.events = events;
        this.client = new LegChannel(loop, Leg.CLIENT, client);
        // Later, because most often the backend is connected by then, and nothing has to be read early.
        onLoopLater(() -> {
            if (!ended && backend == null) {
                watchClientEarly();
            }
        });
    }

    @Override
    public void connect(InetSocketAddress address, Duration timeout) {
        onLoop(() -> startConnecting(address, timeout));
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
            end(RelayEnd.Cause.FINISHED);
            return;
        }
        try {
            pipe.finishSink();
        } catch (IOException failure) {
            failed(pipe.to(), failure);
            return;
        }
        events.halfClosed(pipe.from());
    }

    @Override
    public void failed(Leg leg, IOException failure) {
        end(leg == Leg.CLIENT ? RelayEnd.Cause.CLIENT_RESET : RelayEnd.Cause.BACKEND_RESET);
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

    private void startConnecting(InetSocketAddress address, Duration timeout) {
        if (ended) {
            return;
        }
        LegChannel attempt;
        try {
            attempt = new LegChannel(loop, Leg.BACKEND, open(address));
        } catch (IOException noDescriptor) {
            events.connectFailed(ConnectFailure.UNREACHABLE);
            return;
        }
        backend = attempt;
        backendAddress = address;
        try {
            attempt.channel().configureBlocking(false);
            if (speakingOrder.clientsSpeakFirst(address)) {
                acknowledgeWithData(attempt.channel());
            }
            if (connect(attempt.channel(), address)) {
                connected(attempt);
                return;
            }
            attempt.watch(new BackendHandler(attempt), SelectionKey.OP_CONNECT);
            connectTimeout = timer.after(timeout, () -> connectFailed(attempt, ConnectFailure.TIMEOUT));
        } catch (IOException failure) {
            connectFailed(attempt, failureOf(failure));
            return;
        }
        watchClientEarly();
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

    /** The spare socket if it fits: it is one of IPv4. */
    private SocketChannel open(InetSocketAddress address) throws IOException {
        SocketChannel ready = spare;
        spare = null;
        if (address.getAddress() instanceof Inet4Address) {
            return ready == null ? SocketChannel.open(StandardProtocolFamily.INET) : ready;
        }
        SpareSocket.close(ready);
        return SocketChannel.open();
    }

    private static void acknowledgeWithData(SocketChannel channel) throws IOException {
        try {
            channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, false);
        } catch (UnsupportedOperationException anotherSystem) {
            // Then it is acknowledged at once.
        }
    }

    /** On loopback the handshake is over when connect returns, though it does not say so. */
    private static boolean connect(SocketChannel channel, InetSocketAddress address) throws IOException {
        if (channel.connect(address)) {
            return true;
        }
        return address.getAddress().isLoopbackAddress() && channel.finishConnect();
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
        InetSocketAddress local = (InetSocketAddress) attempt.channel().getLocalAddress();
        Pipe fromClient = new Pipe(loop, client, attempt, this, early);
        Pipe fromBackend = new Pipe(loop, attempt, client, this, EarlyBytes.NONE);
        toBackend = fromClient;
        toClient = fromBackend;
        try {
            attempt.watch(new BackendHandler(attempt), SelectionKey.OP_READ);
            client.watch(new ClientHandler(), fromClient.wantsToRead() ? SelectionKey.OP_READ : 0);
        } catch (IOException failure) {
            fault(failure);
            return;
        }
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

    private static ConnectFailure failureOf(IOException failure) {
        boolean refused = failure instanceof ConnectException
                || String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("reset");
        return refused ? ConnectFailure.REFUSED : ConnectFailure.UNREACHABLE;
    }

    private void end(RelayEnd.Cause cause) {
        if (ended) {
            return;
        }
        ended = true;
        if (connectTimeout != null) {
            connectTimeout.cancel();
        }
        boolean inOrder = cause == RelayEnd.Cause.FINISHED || cause == RelayEnd.Cause.CLOSED;
        if (cause == RelayEnd.Cause.CLOSED) {
            discardWhatTheClientSent();
        }
        SpareSocket.close(spare);
        endLeg(client, inOrder);
        if (backend != null) {
            endLeg(backend, inOrder);
        }
        events.ended(new RelayEnd(
                cause, toBackend == null ? 0 : toBackend.bytes(), toClient == null ? 0 : toClient.bytes()));
    }

    /** A socket that is closed with bytes unread resets its connection instead of finishing it. */
    private void discardWhatTheClientSent() {
        try {
            for (int i = 0; i < DISCARDED_READS && client.read(loop.readBuffer()) > 0; i++) {
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
