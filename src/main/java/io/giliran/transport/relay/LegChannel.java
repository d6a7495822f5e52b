package io.giliran.transport.relay;

import io.giliran.transport.Leg;
import io.giliran.transport.loop.EventLoop;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The socket of one leg, and what the loop watches it for. Confined to the loop's thread. */
final class LegChannel {
    final Leg leg;
    private final EventLoop loop;
    private final SocketChannel channel;
    private @Nullable SelectionKey key;
    private int interest;
    /** Else it is a Unix socket, which has nothing to set. */
    private final boolean isTcp;

    private boolean written;
    private boolean noDelay;

    /** @param key what the loop knows it by; null when it does not yet */
    LegChannel(EventLoop loop, Leg leg, SocketChannel channel, @Nullable SelectionKey key) {
        this.loop = loop;
        this.leg = leg;
        this.channel = channel;
        this.key = key;
        isTcp = channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY);
    }

    SocketChannel channel() {
        return channel;
    }

    /** Has the loop watch it, and call this handler. */
    void watch(EventLoop.Handler handler, int operations) throws IOException {
        interest = operations;
        if (key == null) {
            key = loop.register(channel, operations, handler);
        } else if (key.isValid()) {
            key.attach(handler);
            key.interestOps(operations);
        }
    }

    void want(int operation) {
        setInterest(interest | operation);
    }

    void doNotWant(int operation) {
        setInterest(interest & ~operation);
    }

    int read(ByteBuffer buffer) throws IOException {
        return channel.read(buffer);
    }

    /** Writes what the socket takes. Nagle's algorithm holds back no first write, so it is switched off before the second. */
    int write(ByteBuffer buffer) throws IOException {
        if (written && !noDelay && isTcp) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            noDelay = true;
        }
        written = true;
        return channel.write(buffer);
    }

    /** Has the system find out whether the peer is still there. */
    void keepAlive() {
        if (!isTcp) {
            // The system knows it anyway.
            return;
        }
        try {
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        } catch (IOException alreadyGone) {
            // Whoever reads or writes it next notices.
        }
    }

    /** Has the acknowledgement that ends the handshake wait for the first bytes. */
    void acknowledgeWithData() throws IOException {
        if (isTcp) {
            Dialling.acknowledgeWithData(channel);
        }
    }

    /** Sends the FIN. */
    void finishSending() throws IOException {
        channel.shutdownOutput();
    }

    void close() {
        if (key != null && key.isValid()) {
            loop.close(key);
            return;
        }
        try {
            channel.close();
        } catch (IOException ignored) {
            // The descriptor is gone either way.
        }
    }

    /** A Unix socket knows no reset: the peer reads the end, or an error if it has sent what nobody has read. */
    void reset() {
        if (!isTcp) {
            close();
            return;
        }
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException alreadyClosed) {
            // Then there is nobody left to tell.
        }
        close();
    }

    /** A change costs a system call, so only a real one is handed on. */
    private void setInterest(int operations) {
        if (operations != interest) {
            interest = operations;
            if (key != null && key.isValid()) {
                key.interestOps(operations);
            }
        }
    }
}
