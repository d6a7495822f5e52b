package io.giliran.transport.relay.leg;

import io.giliran.transport.loop.KeptBytes;
import io.giliran.transport.tls.TlsFacts;
import io.giliran.transport.tls.TlsSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of one leg. What has come is opened at once, as far as it is work for one event: the rest of the records is held,
 * and opened when the loop comes again ({@link LegChannel#readAgain}). What the socket does not take is kept, at most what one read of plaintext makes, and until it is gone no more is sealed. Confined
 * to the loop's thread.
 */
public final class TlsLeg {
    /** A peer that takes none of the answers it asks for is let go. */
    private static final int MOST_UNSENT_BYTES = 4 * TlsSession.MOST_RECORD_BYTES;

    private final LegChannel leg;
    private final TlsBuffers buffers;
    private final TlsSession session;
    private final KeptBytes unsent;
    private final KeptBytes unopened;
    private boolean filled;
    private boolean finished;
    /** Write failure of the socket; null while writing works. Bytes that have arrived can still be read. */
    private @Nullable IOException unwritable;

    TlsLeg(LegChannel leg, TlsBuffers buffers, TlsSession session) {
        this.leg = leg;
        this.buffers = buffers;
        this.session = session;
        unsent = new KeptBytes(buffers.kept());
        unopened = new KeptBytes(buffers.kept());
    }

    /**
     * Begins the handshake.
     *
     * @param preface is sent in front, in the clear
     */
    public void begin(byte[] preface) throws IOException {
        ByteBuffer out = buffers.out().put(preface);
        session.begin(out);
        send(out.flip());
    }

    public boolean isEstablished() {
        return session.isEstablished();
    }

    public TlsFacts facts() {
        return session.facts();
    }

    /** Whether the peer has finished, and all that it has sent was read. */
    public boolean isAtEnd() {
        return session.hasPeerFinished();
    }

    /** Whether the last read has taken as much as it could, so that the socket may have more. */
    boolean mayHaveMore() {
        return filled && !holdsRecords();
    }

    /** Whether records have come that are not opened yet, of which no selector knows. */
    boolean holdsRecords() {
        return !unopened.isEmpty();
    }

    /**
     * Reads; 0 when no plaintext came out of it, -1 at the end. A connection that is only cut off ends there, too.
     *
     * @param plaintext as large as the loop's buffer; what is opened is shorter than what has come, so there is room for it
     * @param most how many bytes are taken from the socket at most
     */
    public int read(ByteBuffer plaintext, int most) throws IOException {
        if (session.hasPeerFinished()) {
            return -1;
        }
        ByteBuffer in = buffers.in();
        int count = 0;
        if (holdsRecords()) {
            unopened.moveTo(in);
        } else {
            session.resume(in);
            in.limit(Math.min(in.capacity(), in.position() + most));
            count = leg.readRaw(in);
            filled = !in.hasRemaining();
        }
        int begin = plaintext.position();
        open(in.flip(), plaintext);
        int opened = plaintext.position() - begin;
        if (opened == 0 && count < 0 && unwritable != null && !session.hasPeerFinished()) {
            // The write has taken the error of the reset, so that the socket looks finished.
            throw unwritable;
        }
        return opened == 0 && (count < 0 || session.hasPeerFinished()) ? -1 : opened;
    }

    /** Reads what somebody else has taken from the socket. */
    public void read(byte[] taken, ByteBuffer plaintext) throws IOException {
        ByteBuffer in = buffers.in();
        session.resume(in);
        open(in.put(taken).flip(), plaintext);
    }

    private void open(ByteBuffer in, ByteBuffer plaintext) throws IOException {
        ByteBuffer out = buffers.out();
        try {
            if (!session.open(in, plaintext, out)) {
                unopened.add(in);
                leg.readAgain();
            }
        } catch (SSLException wrong) {
            session.lastWords(out);
            answerIfPossible(out.flip());
            throw wrong;
        }
        answerIfPossible(out.flip());
    }

    /** An answer that cannot be sent does not make what was read worthless: the next write reports it. */
    private void answerIfPossible(ByteBuffer out) throws IOException {
        if (unwritable != null) {
            return;
        }
        try {
            answer(out);
        } catch (IOException failure) {
            if (failure != unwritable) {
                throw failure;
            }
        }
    }

    /**
     * Sends what the session answers by itself, as in a handshake. Since no write of the owner is pending, this leg itself
     * waits for the socket.
     */
    private void answer(ByteBuffer out) throws IOException {
        if (!out.hasRemaining()) {
            return;
        }
        if (flush()) {
            send(out);
        } else {
            long all = unsent.remaining() + out.remaining();
            if (all > MOST_UNSENT_BYTES && out.remaining() > unsent.remaining()) {
                throw new SSLException("the peer takes no answers");
            }
            unsent.add(out);
        }
        if (isStalled()) {
            leg.want(SelectionKey.OP_WRITE);
        }
    }

    /** Writes what the socket takes, and keeps the rest of what was sealed; returns how much of it was taken over. */
    int write(ByteBuffer plaintext) throws IOException {
        if (!flush() || !plaintext.hasRemaining()) {
            return 0;
        }
        int before = plaintext.remaining();
        ByteBuffer out = buffers.out();
        session.seal(plaintext, out);
        send(out.flip());
        return before - plaintext.remaining();
    }

    /** Finishes this direction by a close_notify; whether it is on its way, with all before it. */
    boolean finish() throws IOException {
        if (!finished) {
            finished = true;
            ByteBuffer out = buffers.out();
            session.finish(out);
            answer(out.flip());
        }
        return flush();
    }

    /** Whether all that was sealed is on its way. */
    public boolean flush() throws IOException {
        if (unwritable != null) {
            throw unwritable;
        }
        if (!unsent.isEmpty()) {
            writeUnsent();
        }
        return unsent.isEmpty();
    }

    public boolean isStalled() {
        return !unsent.isEmpty();
    }

    private void send(ByteBuffer out) throws IOException {
        writeRaw(out);
        if (out.hasRemaining()) {
            unsent.add(out);
        }
    }

    private void writeRaw(ByteBuffer sealed) throws IOException {
        try {
            leg.writeRaw(sealed);
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    private void writeUnsent() throws IOException {
        try {
            leg.writeRaw(unsent);
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    private IOException unwritable(IOException failure) {
        unwritable = failure;
        unsent.release();
        return failure;
    }

    void release() {
        unsent.release();
        unopened.release();
    }
}
