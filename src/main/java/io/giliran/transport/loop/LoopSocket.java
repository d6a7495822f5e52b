package io.giliran.transport.loop;

import io.giliran.transport.ConnectFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A client's connection, over TCP or a Unix socket, on an {@link EventLoop}. Confined to the loop's thread. */
public final class LoopSocket implements EventLoop.Handler {
    /** A fast connection must not starve the others. */
    private static final int READS_A_ROUND = 4;

    /** Receives the events of a socket, on the loop's thread. After {@link #failed} or {@link #close} nothing follows. */
    public interface Events {
        void connected(SocketAddress local);

        void connectFailed(ConnectFailure failure);

        /** Bytes have arrived; the buffer is only lent. */
        void received(ByteBuffer bytes);

        /** The other side has finished sending. */
        void finished();

        /** The connection was reset, or has failed otherwise. */
        void failed(Throwable failure);
    }

    private final EventLoop loop;
    private final Events events;
    private final SocketChannel channel;
    private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>(0);
    private @Nullable SelectionKey key;
    private boolean connected;
    private boolean finished;
    /** The failure of a write, while the rest of the peer's bytes is read; null otherwise. */
    private @Nullable IOException unwritable;

    /**
     * Whether {@link #close} was called or the connection failed. Not the same as a closed channel: a connect that fails closes
     * the channel by itself.
     */
    private boolean over;

    /**
     * An unconnected socket.
     *
     * @throws IOException when there is no descriptor left
     */
    public LoopSocket(EventLoop loop, Events events) throws IOException {
        this(loop, events, SocketChannel.open());
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    private LoopSocket(EventLoop loop, Events events, SocketChannel channel) throws IOException {
        this.loop = loop;
        this.events = events;
        this.channel = channel;
        channel.configureBlocking(false);
    }

    /**
     * An unconnected socket of the kind that the target needs.
     *
     * @throws IOException when there is no descriptor left
     */
    public static LoopSocket towards(SocketAddress target, EventLoop loop, Events events) throws IOException {
        return target instanceof UnixDomainSocketAddress
                ? new LoopSocket(loop, events, SocketChannel.open(StandardProtocolFamily.UNIX))
                : new LoopSocket(loop, events);
    }

    /**
     * Binds the socket's own side.
     *
     * @throws IOException when the address is in use or is not of this machine
     */
    public void bind(SocketAddress local) throws IOException {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(local);
    }

    /** Local address of the socket, when it is bound. */
    SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    /** Connects; the outcome comes as an event, before this returns when it is known at once. */
    public void connect(SocketAddress target) {
        try {
            if (channel.connect(target)) {
                onConnected();
            } else {
                key = loop.register(channel, SelectionKey.OP_CONNECT, this);
            }
        } catch (IOException failure) {
            failed(failure);
        }
    }

    /** Sends the bytes, at once as far as the system takes them; the rest is kept. The buffer is taken over. */
    public void write(ByteBuffer bytes) {
        if (unwritable != null) {
            return;
        }
        try {
            if (unsent.isEmpty()) {
                channel.write(bytes);
            }
            if (bytes.hasRemaining()) {
                unsent.add(bytes);
                updateInterest();
            }
        } catch (IOException failure) {
            writingFails(failure);
        }
    }

    /** Sends the bytes like {@link #write}, but the buffer is only lent: what the system does not take at once is copied. */
    public void writeLent(ByteBuffer bytes) {
        if (unwritable != null) {
            return;
        }
        try {
            if (unsent.isEmpty()) {
                channel.write(bytes);
            }
            if (bytes.hasRemaining()) {
                unsent.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
                updateInterest();
            }
        } catch (IOException failure) {
            writingFails(failure);
        }
    }

    /** Ends the connection; a FIN, or a reset when bytes have arrived that nobody read. */
    public void close() {
        over = true;
        try {
            channel.close();
        } catch (IOException ignored) {
            // Nothing follows a close, and the descriptor is gone either way.
        }
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        if (ready.isConnectable()) {
            channel.finishConnect();
            onConnected();
            return;
        }
        if (ready.isReadable()) {
            // First, because a write that fails must not hide what the peer sent before it reset.
            read();
        }
        if (ready.isValid() && ready.isWritable()) {
            try {
                writeUnsent();
            } catch (IOException failure) {
                writingFails(failure);
            }
        }
    }

    @Override
    public void failed(Throwable failure) {
        if (over) {
            return;
        }
        close();
        if (connected) {
            events.failed(failure);
        } else {
            // A key means that the system took the attempt, so that the error came from the network.
            events.connectFailed(key == null ? ConnectFailure.of(failure) : ConnectFailure.ofAnswer(failure));
        }
    }

    private void onConnected() throws IOException {
        SocketAddress local = channel.getLocalAddress();
        if (local instanceof InetSocketAddress && local.equals(channel.getRemoteAddress())) {
            // TCP connects a port to itself when nobody listens there. A reset leaves the port free.
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            throw new ConnectException("Connection refused: nobody listens, and it has met itself");
        }
        connected = true;
        if (key == null) {
            key = loop.register(channel, SelectionKey.OP_READ, this);
        } else {
            key.interestOps(SelectionKey.OP_READ);
        }
        events.connected(local);
    }

    /** A peer that sends its last bytes and resets is read to the end before the failure is reported. */
    private void writingFails(IOException failure) {
        if (finished || key == null || !key.isValid()) {
            failed(failure);
            return;
        }
        unwritable = failure;
        unsent.clear();
        updateInterest();
    }

    private void read() throws IOException {
        for (int i = 0; i < READS_A_ROUND && !over; i++) {
            ByteBuffer buffer = loop.readBuffer();
            int count = channel.read(buffer);
            if (count < 0 && unwritable != null) {
                failed(unwritable);
                return;
            }
            if (count < 0) {
                finished = true;
                updateInterest();
                events.finished();
                return;
            }
            if (count > 0) {
                boolean filled = !buffer.hasRemaining();
                events.received(buffer.flip());
                if (!filled) {
                    return;
                }
            } else {
                return;
            }
        }
    }

    private void writeUnsent() throws IOException {
        for (ByteBuffer bytes = unsent.peek(); bytes != null; bytes = unsent.peek()) {
            channel.write(bytes);
            if (bytes.hasRemaining()) {
                return;
            }
            unsent.remove();
        }
        updateInterest();
    }

    private void updateInterest() {
        if (key != null && key.isValid()) {
            key.interestOps((finished ? 0 : SelectionKey.OP_READ) | (unsent.isEmpty() ? 0 : SelectionKey.OP_WRITE));
        }
    }
}
