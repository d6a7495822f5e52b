package io.giliran.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** A Unix socket with the streams and the timeout of a {@link Socket}: the JDK gives it neither. */
final class UnixSocket extends Socket {
    private static final int LONGEST_MILLIS = 60_000;

    private final SocketChannel channel;
    private final Selector readable = Selector.open();
    private final Selector writable = Selector.open();
    private volatile int timeoutMillis = LONGEST_MILLIS;

    UnixSocket(SocketChannel connected) throws IOException {
        channel = connected;
        channel.configureBlocking(false);
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
    }

    static UnixSocket connectedTo(SocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(address);
            return new UnixSocket(channel);
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
                int read = channel.read(buffer);
                while (read == 0 && length > 0) {
                    await(readable, deadline);
                    read = channel.read(buffer);
                }
                return read;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
                channel.write(buffer);
                while (buffer.hasRemaining()) {
                    await(writable, deadline);
                    channel.write(buffer);
                }
            }
        };
    }

    private static void await(Selector ready, long deadlineNanos) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime() + 999_999);
        try {
            if (left <= 0 || ready.select(left) == 0 && ready.isOpen()) {
                throw new SocketTimeoutException("not ready in time");
            }
            ready.selectedKeys().clear();
        } catch (ClosedSelectorException closedMeanwhile) {
            throw new SocketException("Socket closed");
        }
    }

    @Override
    public void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // It has no such thing.
    }

    @Override
    public void setSendBufferSize(int size) {
        // The system's own is small.
    }

    @Override
    public void setSoLinger(boolean on, int linger) {
        // A Unix socket cannot be reset.
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return UnixDomainSocketAddress.of("");
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return UnixDomainSocketAddress.of("");
    }

    @Override
    public void close() throws IOException {
        // While a selector knows it, the JDK only finishes it.
        readable.close();
        writable.close();
        channel.close();
    }
}
