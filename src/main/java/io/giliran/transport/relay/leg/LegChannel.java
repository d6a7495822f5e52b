package io.giliran.transport.relay.leg;

import io.giliran.transport.Leg;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.loop.KeptBytes;
import io.giliran.transport.tls.TlsSession;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The socket of one leg, its TLS if it has some, and what the loop watches it for. Confined to the loop's thread. */
public final class LegChannel {
    private static final int DISCARDED_READS = 4;

    public final Leg leg;
    private final EventLoop loop;
    private final SocketChannel channel;
    private @Nullable SelectionKey key;
    private int interest;
    /** A Unix socket has no options to set. */
    private final boolean isTcp;

    private boolean written;
    private boolean noDelay;
    private @Nullable TlsLeg tls;
    private boolean readsAgain;
    private boolean finishedSending;

    /**
     * Wraps a connected channel.
     *
     * @param key what the loop knows it by; null when it does not yet
     */
    public LegChannel(EventLoop loop, Leg leg, SocketChannel channel, @Nullable SelectionKey key) {
        this.loop = loop;
        this.leg = leg;
        this.channel = channel;
        this.key = key;
        isTcp = channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY);
    }

    public SocketChannel channel() {
        return channel;
    }

    /** Begins TLS on this leg: all further bytes belong to the session. */
    public TlsLeg secure(TlsBuffers buffers, TlsSession session) {
        TlsLeg secured = new TlsLeg(this, buffers, session);
        tls = secured;
        return secured;
    }

    /** Null when it speaks none. */
    @Nullable
    public TlsLeg tls() {
        return tls;
    }

    /** Has the loop watch it, and call this handler. */
    public void watch(EventLoop.Handler handler, int operations) throws IOException {
        interest = isStalled() ? operations | SelectionKey.OP_WRITE : operations;
        if (key == null) {
            key = loop.register(channel, interest, handler);
        } else if (key.isValid()) {
            key.attach(handler);
            key.interestOps(interest);
        }
        if (interest == 0) {
            loop.nothingAwaited();
        }
        readAgain();
    }

    /** Has the handler called as if the socket were readable, once it wants to read: TLS holds records for it. */
    void readAgain() {
        if (readsAgain || !hasToReadAgain()) {
            return;
        }
        readsAgain = true;
        loop.execute(() -> {
            readsAgain = false;
            if (key != null && hasToReadAgain()) {
                loop.callReadable(key);
            }
        });
    }

    private boolean hasToReadAgain() {
        return tls != null && tls.holdsRecords() && (interest & SelectionKey.OP_READ) != 0;
    }

    public void want(int operation) {
        setInterest(interest | operation);
    }

    public void doNotWant(int operation) {
        setInterest(interest & ~operation);
    }

    /**
     * Reads.
     *
     * @param buffer the loop's, empty; with TLS it may get a record more than the most
     * @param most how many bytes are taken from the socket at most
     */
    public int read(ByteBuffer buffer, int most) throws IOException {
        return tls == null ? channel.read(buffer.limit(most)) : tls.read(buffer, most);
    }

    /** Whether there may be more to read than what has just come into the buffer. */
    public boolean mayHaveMore(ByteBuffer buffer) {
        return tls == null ? !buffer.hasRemaining() : tls.mayHaveMore();
    }

    /** Whether more has come than what was read, though the socket has none: the handler is called for it. */
    public boolean holdsRecords() {
        return tls != null && tls.holdsRecords();
    }

    /** Whether the peer has sent its FIN, which the next read would show, while no event asks for a read. */
    public boolean isAtEnd() {
        return tls != null && tls.isAtEnd();
    }

    /** Takes over what it can of the bytes; {@link #isStalled} says whether the socket takes them, too. */
    public int write(ByteBuffer buffer) throws IOException {
        return tls == null ? writeRaw(buffer) : tls.write(buffer);
    }

    /** The same of bytes that were kept; those that are taken over are dropped. */
    public int write(KeptBytes kept) throws IOException {
        if (tls == null) {
            return writeRaw(kept);
        }
        int all = 0;
        for (ByteBuffer next = kept.first(); next != null; next = kept.first()) {
            int count = tls.write(next);
            kept.dropRead();
            all += count;
            if (count == 0 || tls.isStalled()) {
                break;
            }
        }
        return all;
    }

    /** Whether bytes that were taken over wait for the socket. */
    public boolean isStalled() {
        return tls != null && tls.isStalled();
    }

    /** Writes what was taken over; whether all of it is on its way. */
    public boolean flush() throws IOException {
        return tls == null || tls.flush();
    }

    /** Sends what precedes the FIN (close_notify); true when it is on its way. */
    public boolean sayGoodbye() throws IOException {
        return tls == null || tls.finish();
    }

    int readRaw(ByteBuffer buffer) throws IOException {
        return channel.read(buffer);
    }

    /** Writes what the socket takes. */
    int writeRaw(ByteBuffer buffer) throws IOException {
        doNotDelay();
        return channel.write(buffer);
    }

    /** Writes what the socket takes, and drops it. */
    int writeRaw(KeptBytes kept) throws IOException {
        doNotDelay();
        return kept.write(channel);
    }

    /** Nagle's algorithm holds back no first write, so it is switched off before the second. */
    private void doNotDelay() throws IOException {
        if (written && !noDelay && isTcp) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            noDelay = true;
        }
        written = true;
    }

    /** Has the system find out whether the peer is still there. */
    public void keepAlive() {
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

    /** Keeps bytes that were sent urgent. */
    public void keepUrgent() throws IOException {
        if (isTcp) {
            BackendSockets.keepUrgent(channel);
        }
    }

    /** Has the acknowledgement that ends the handshake wait for the first bytes. */
    public void acknowledgeWithData() throws IOException {
        if (isTcp) {
            BackendSockets.acknowledgeWithData(channel);
        }
    }

    /** Sends the FIN. */
    public void finishSending() throws IOException {
        finishedSending = true;
        channel.shutdownOutput();
    }

    /** Reads a little and drops it; whether the peer has finished. */
    boolean discardSome() throws IOException {
        int count = 1;
        for (int i = 0; i < DISCARDED_READS && count > 0; i++) {
            count = readRaw(loop.readBuffer());
        }
        return count < 0;
    }

    /**
     * Whether the system distinguishes a reset from an end while nothing is read. It does not where this side has sent its FIN:
     * then a FIN of the peer looks the same. A Unix socket has no reset.
     */
    public boolean tellsResets() {
        return isTcp && !finishedSending;
    }

    /** A socket that is closed with bytes unread resets its connection instead of finishing it. */
    public void discardUnread() {
        try {
            discardSome();
        } catch (IOException alreadyReset) {
            // Then there is nothing to finish.
        }
    }

    /** Closes the channel, with a FIN or with a reset. */
    public void end(boolean inOrder) {
        if (inOrder) {
            close();
        } else {
            reset();
        }
    }

    public void close() {
        try {
            // If it is not taken at once: what has to arrive was sent before.
            sayGoodbye();
        } catch (IOException alreadyGone) {
            // Then there is nobody left to tell.
        }
        drop();
    }

    private void drop() {
        if (tls != null) {
            tls.release();
        }
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
    public void reset() {
        if (!isTcp) {
            close();
            return;
        }
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException alreadyClosed) {
            // Then there is nobody left to tell.
        }
        drop();
    }

    /** A change costs a system call, so only a real one is handed on. */
    private void setInterest(int operations) {
        if (operations != interest) {
            interest = operations;
            if (key != null && key.isValid()) {
                key.interestOps(operations);
                if (operations == 0) {
                    loop.nothingAwaited();
                }
            }
            readAgain();
        }
    }
}
