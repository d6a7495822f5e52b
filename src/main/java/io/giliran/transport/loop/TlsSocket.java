package io.giliran.transport.loop;

import io.giliran.transport.ConnectFailure;
import io.giliran.transport.tls.TlsSession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/**
 * TLS of a client over a {@link LoopSocket}, for connections with little traffic. The owner gets the same calls: connected when
 * the handshake is over, and plaintext. Confined to its loop's thread.
 */
public final class TlsSocket implements LoopSocket.Events {
    private final LoopSocket.Events owner;
    private final TlsSession session;
    private final byte[] preface;
    private final LoopSocket socket;
    private final SocketAddress target;
    private SocketAddress local = new InetSocketAddress(0);
    private boolean told;

    /**
     * An unconnected one.
     *
     * @param target what it will be connected to
     * @param preface is sent in front, in the clear
     * @throws IOException when there is no descriptor left
     */
    public TlsSocket(SocketAddress target, EventLoop loop, TlsSession session, byte[] preface, LoopSocket.Events owner)
            throws IOException {
        this.target = target;
        this.session = session;
        this.preface = preface;
        this.owner = owner;
        socket = LoopSocket.towards(target, loop, this);
    }

    /** Connects; the outcome comes as an event. */
    public void connect() {
        socket.connect(target);
    }

    /** Sends the bytes, once it is connected. */
    public void write(ByteBuffer plaintext) {
        try {
            while (plaintext.hasRemaining()) {
                ByteBuffer out = ByteBuffer.allocate(TlsSession.sealedBytes(plaintext.remaining()));
                session.seal(plaintext, out);
                send(out);
            }
        } catch (SSLException wrong) {
            fails(wrong);
        }
    }

    /** Ends the connection. */
    public void close() {
        socket.close();
    }

    @Override
    public void connected(SocketAddress address) {
        local = address;
        ByteBuffer out =
                ByteBuffer.allocate(TlsSession.sealedBytes(preface.length)).put(preface);
        try {
            session.begin(out);
        } catch (SSLException ownSettings) {
            socket.close();
            owner.connectFailed(ConnectFailure.OWN_TLS);
            return;
        }
        send(out);
    }

    @Override
    public void connectFailed(ConnectFailure failure) {
        owner.connectFailed(failure);
    }

    @Override
    public void received(ByteBuffer bytes) {
        int most = TlsSession.MOST_RECORD_BYTES + bytes.remaining();
        ByteBuffer in = ByteBuffer.allocate(most);
        session.resume(in);
        in.put(bytes).flip();
        ByteBuffer plaintext = ByteBuffer.allocate(most);
        ByteBuffer out = ByteBuffer.allocate(TlsSession.sealedBytes(most));
        try {
            while (!session.open(in, plaintext, out)) {
                // A backend that is checked says little, and the number of records that say nothing is bounded.
            }
        } catch (SSLException wrong) {
            session.lastWords(out);
            send(out);
            fails(wrong);
            return;
        }
        send(out);
        if (session.isEstablished() && !told) {
            told = true;
            owner.connected(local);
        }
        if (plaintext.flip().hasRemaining()) {
            owner.received(plaintext);
        }
        if (session.hasPeerFinished()) {
            finished();
        }
    }

    @Override
    public void finished() {
        if (told) {
            owner.finished();
        } else {
            socket.close();
            owner.failed(new SSLException("the connection was finished before the end of the TLS handshake"));
        }
    }

    @Override
    public void failed(Throwable failure) {
        owner.failed(failure);
    }

    private void fails(SSLException wrong) {
        socket.close();
        owner.failed(new SSLException("TLS has failed: " + TlsSession.reason(wrong), wrong));
    }

    private void send(ByteBuffer out) {
        if (out.flip().hasRemaining()) {
            socket.write(out);
        }
    }
}
