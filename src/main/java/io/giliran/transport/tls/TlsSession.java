package io.giliran.transport.tls;

import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection without its socket (RFC 8446, RFC 5246): records in, plaintext out, and the other way round. The owner of
 * the socket hands over what has come and sends what is put out. Between two calls the session holds a part of one record at
 * most, so that nothing can wait in here unnoticed. Not thread-safe.
 *
 * <p>Each side may finish by a close_notify while the other goes on, as TLS 1.3 has it. In TLS 1.2 that of the peer ends
 * both directions. Nothing is negotiated anew.
 */
public final class TlsSession {
    /** A record has no more bytes, with whatever stands around its plaintext; buffers must have room for one. */
    public static final int MOST_RECORD_BYTES = 18 * 1024;
    /** Most bytes that a record adds to its plaintext. */
    private static final int MOST_ENVELOPE_BYTES = 128;

    private static final int PLAINTEXT_BYTES = 1 << 14;
    private static final int MOST_REASON_CHARS = 200;
    /** Limit of the work of one call of {@link #open}: some milliseconds, whatever the peer has sent. */
    private static final int MOST_WORK = 256;
    /** A record of which plaintext came, of 16 KiB or of one byte. */
    private static final int WORK_OF_DATA = 1;
    /** Another one, as a KeyUpdate, for which keys are derived. */
    private static final int WORK_WITHOUT_DATA = 8;
    /** Most records without data in a row, as in BoringSSL. */
    static final int MOST_IN_A_ROW_WITHOUT_DATA = 32;
    /** A ClientHello in records of one byte each has some hundred. */
    static final int MOST_HANDSHAKE_RECORDS = 1000;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    /** The part of a record whose end has not come. */
    private ByteBuffer begun = NOTHING;

    /** Null once the ClientHello has come, or is none. */
    private @Nullable ClientHelloParser hello;
    /** Number of the bytes in front of the next ones that {@link #hello} has parsed. */
    private int seenByHello;

    private boolean established;
    private boolean peerFinished;
    private int handshakeRecords;
    private int inARowWithoutData;

    /** A client's. */
    TlsSession(SSLEngine engine) {
        this(engine, null);
    }

    /** @param hello reads the name that the client asks for, while it is not over; null on the client's own side */
    TlsSession(SSLEngine engine, @Nullable ClientHelloParser hello) {
        this.engine = engine;
        this.hello = hello;
    }

    /** Size of a buffer that holds the records of so much plaintext. */
    public static int sealedBytes(int plaintextBytes) {
        return plaintextBytes + (plaintextBytes / PLAINTEXT_BYTES + 1) * MOST_ENVELOPE_BYTES + MOST_RECORD_BYTES;
    }

    /** Begins the handshake: who connects speaks first. */
    public void begin(ByteBuffer out) throws SSLException {
        engine.beginHandshake();
        answer(out);
    }

    /** Puts what has come of a record into a buffer, in front of what comes next. */
    public void resume(ByteBuffer in) {
        in.put(begun);
        begun = NOTHING;
    }

    /**
     * Opens records that have come as a whole: all of them, or as many as are work for one call. A peer must not hold up
     * others by records that are small, or carry nothing.
     *
     * @param in begins with what {@link #resume} has put there; what is left in it is for the next call
     * @param plaintext has at least as much room as {@code in} has bytes
     * @param out gets what has to be sent in answer
     * @return whether all of {@code in} was taken
     * @throws SSLException when the peer does not keep to the protocol, sends records in bulk that carry nothing, or nothing
     *     can be agreed on
     */
    public boolean open(ByteBuffer in, ByteBuffer plaintext, ByteBuffer out) throws SSLException {
        readHello(in);
        boolean all = openSome(in, plaintext, out);
        seenByHello = in.remaining() + begun.remaining();
        return all;
    }

    /**
     * Reads the SNI of the ClientHello. Faults are left to Java, which sends the alert; a ClientHello that cannot be parsed has
     * no known name.
     */
    private void readHello(ByteBuffer in) {
        if (hello == null) {
            return;
        }
        ClientHelloResult result = hello.offer(in.slice(in.position() + seenByHello, in.remaining() - seenByHello));
        if (result instanceof ClientHelloResult.Done done && done.serverName() != null) {
            AskedName.carry(engine, done.serverName());
        }
        if (!(result instanceof ClientHelloResult.NeedMore)) {
            hello = null;
        }
    }

    private boolean openSome(ByteBuffer in, ByteBuffer plaintext, ByteBuffer out) throws SSLException {
        int work = 0;
        while (!peerFinished) {
            if (work >= MOST_WORK) {
                return !in.hasRemaining();
            }
            int before = in.remaining();
            SSLEngineResult result = engine.unwrap(in, plaintext);
            note(result);
            peerFinished = result.getStatus() == Status.CLOSED;
            // A record that has come as a whole has room, so that one has not: Java asks for room first.
            if (result.getStatus() == Status.BUFFER_UNDERFLOW || result.getStatus() == Status.BUFFER_OVERFLOW) {
                break;
            }
            if (in.remaining() < before) {
                work += workOf(result);
            }
            boolean answered = answer(out);
            if (in.remaining() == before && !answered) {
                break;
            }
        }
        keep(in);
        return true;
    }

    private int workOf(SSLEngineResult record) throws SSLException {
        if (record.bytesProduced() > 0) {
            inARowWithoutData = 0;
            return WORK_OF_DATA;
        }
        if (established && ++inARowWithoutData > MOST_IN_A_ROW_WITHOUT_DATA) {
            throw new SSLException("more than " + MOST_IN_A_ROW_WITHOUT_DATA + " records in a row carry no data");
        }
        if (!established && ++handshakeRecords > MOST_HANDSHAKE_RECORDS) {
            throw new SSLException("the handshake has more than " + MOST_HANDSHAKE_RECORDS + " records");
        }
        return WORK_WITHOUT_DATA;
    }

    private void keep(ByteBuffer in) {
        if (in.hasRemaining() && !peerFinished) {
            begun = ByteBuffer.allocate(in.remaining()).put(in).flip();
        }
        in.position(in.limit());
    }

    /**
     * Seals as much plaintext as there is room for.
     *
     * @throws SSLException when it cannot be sent any more: a peer that speaks TLS 1.2 has finished
     */
    public void seal(ByteBuffer plaintext, ByteBuffer out) throws SSLException {
        while (plaintext.hasRemaining() && out.remaining() >= MOST_RECORD_BYTES) {
            SSLEngineResult result = engine.wrap(plaintext, out);
            note(result);
            if (result.getStatus() != Status.OK) {
                throw new SSLException("the peer takes no more");
            }
            answer(out);
        }
    }

    /** Finishes this side's direction. */
    public void finish(ByteBuffer out) throws SSLException {
        engine.closeOutbound();
        answer(out);
    }

    /** Sends the alert that says what the peer did wrong, if it can still be sent. */
    public void lastWords(ByteBuffer out) {
        try {
            answer(out);
        } catch (SSLException unspeakable) {
            // Then it has to do without.
        }
    }

    /** Does what the engine wants to do next by itself; returns whether there was anything. */
    private boolean answer(ByteBuffer out) throws SSLException {
        boolean any = false;
        while (true) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                refuseAnotherHandshake();
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            } else if (status == HandshakeStatus.NEED_WRAP) {
                SSLEngineResult result = engine.wrap(NOTHING.duplicate(), out);
                note(result);
                if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                    throw new SSLException("the peer asks for more than it takes");
                }
                if (result.bytesProduced() == 0 && result.getStatus() == Status.CLOSED) {
                    return any;
                }
            } else {
                return any;
            }
            any = true;
        }
    }

    /** Renegotiation of TLS 1.2 is refused: it was attacked (CVE-2009-3555, CVE-2011-1473), and nobody needs it. */
    private void refuseAnotherHandshake() throws SSLException {
        if (established && isTls12()) {
            throw new SSLException("the peer wants to negotiate anew");
        }
    }

    private boolean isTls12() {
        return "TLSv1.2".equals(engine.getSession().getProtocol());
    }

    private void note(SSLEngineResult result) {
        if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            established = true;
        }
    }

    /** Whether the handshake is over and plaintext may flow. */
    public boolean isEstablished() {
        return established;
    }

    /** Whether the peer has finished its direction, by a close_notify. */
    public boolean hasPeerFinished() {
        return peerFinished;
    }

    /** Negotiated parameters; must be called after the handshake. */
    public TlsFacts facts() {
        SSLSession session = engine.getSession();
        String alpn = engine.getApplicationProtocol();
        return new TlsFacts(
                session.getProtocol(),
                session.getCipherSuite(),
                alpn == null || alpn.isEmpty() ? null : alpn,
                engine.getUseClientMode() ? null : AskedName.of(engine),
                clientName(session));
    }

    /** A clause for a log: short, and of printable characters only, for it may hold what the peer has sent. */
    public static String reason(SSLException failure) {
        String text = String.valueOf(failure.getMessage()).replaceAll("[^ -~]+", " ");
        return text.length() > MOST_REASON_CHARS ? text.substring(0, MOST_REASON_CHARS) : text;
    }

    private @Nullable String clientName(SSLSession session) {
        if (engine.getUseClientMode() || !engine.getNeedClientAuth()) {
            return null;
        }
        try {
            return CertificateNames.common(
                    List.of(session.getPeerCertificates()).get(0));
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }
}
