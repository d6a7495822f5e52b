package io.giliran.transport;

import io.giliran.transport.proxyprotocol.ProxyHeader;
import io.giliran.transport.proxyprotocol.ProxyHeaderParser;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult;
import io.giliran.transport.tls.ClientHelloParser;
import io.giliran.transport.tls.ClientHelloResult;
import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Parser of what a client sends in the clear before its payload: a PROXY protocol header, a ClientHello, or one after the
 * other. Holds no more than a ClientHello and what came in one piece with it. Plain, and not thread-safe.
 */
public final class Opening {
    private static final int FIRST_BYTES = 64;

    private @Nullable ProxyHeaderParser headerParser;
    private @Nullable ClientHelloParser helloParser;
    private final Duration helloTimeout;
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream(FIRST_BYTES);
    private @Nullable ProxyHeader header;
    private @Nullable String serverName;
    private @Nullable ClientFault fault;
    private long dueNanos;

    /** @param nowNanos when it was accepted */
    public Opening(ListenerOptions options, SocketAddress client, long nowNanos) {
        helloTimeout = options.tls() instanceof TlsIn.PassedThrough hello ? hello.timeout() : Duration.ZERO;
        helloParser = options.tls() instanceof TlsIn.PassedThrough
                ? new ClientHelloParser(ClientHelloParser.DEFAULT_LIMIT)
                : null;
        ProxyProtocolIn in = options.proxyProtocol();
        if (in != null && options.hasToSendHeader(client)) {
            headerParser = new ProxyHeaderParser(in.versions(), in.limit());
            dueNanos = nowNanos + in.timeout().toNanos();
        } else {
            dueNanos = nowNanos + helloTimeout.toNanos();
        }
    }

    /** Whether all of it has come, or is known not to come. */
    public boolean isOver() {
        return fault != null || (headerParser == null && helloParser == null);
    }

    /** Deadline of the bytes that are awaited now, in ns of {@link System#nanoTime()}. */
    public long dueNanos() {
        return dueNanos;
    }

    /** Takes all of the bytes. */
    public void offer(ByteBuffer bytes, long nowNanos) {
        if (headerParser != null && fault == null) {
            ProxyHeaderResult result = headerParser.offer(bytes);
            if (result instanceof ProxyHeaderResult.Done done) {
                header = done.header();
                headerParser = null;
                dueNanos = nowNanos + helloTimeout.toNanos();
            } else if (result instanceof ProxyHeaderResult.Invalid invalid) {
                fault = new ClientFault(ClientFault.Kind.PROXY_HEADER, invalid.reason());
            }
        }
        if (headerParser == null) {
            if (helloParser != null) {
                look(helloParser, bytes);
            }
            hold(bytes);
        }
    }

    private void look(ClientHelloParser parser, ByteBuffer bytes) {
        ClientHelloResult result = parser.offer(bytes);
        if (result instanceof ClientHelloResult.Done done) {
            serverName = done.serverName();
            helloParser = null;
        } else if (result instanceof ClientHelloResult.NotTls) {
            fault = new ClientFault(ClientFault.Kind.TLS, "it does not begin with a TLS handshake");
        } else if (result instanceof ClientHelloResult.Invalid invalid) {
            fault = new ClientFault(ClientFault.Kind.TLS, invalid.reason());
        }
    }

    private void hold(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        payload.writeBytes(copy);
    }

    /** The deadline is over. */
    public void late() {
        fail("it has not come in time", "the ClientHello has not come in time");
    }

    /** The client has finished sending. */
    public void finished() {
        fail(
                "the connection was finished before its end",
                "the connection was finished before the end of the ClientHello");
    }

    /** The client is gone. */
    public void reset() {
        fail("the connection was reset before its end", "the connection was reset before the end of the ClientHello");
    }

    /** The client has to go because too many are awaited. */
    public void displaced() {
        fail(
                "too many clients are awaited, and most of them are of its address",
                "too many clients are awaited, and most of them are of its address");
    }

    private void fail(String ofHeader, String ofHello) {
        if (!isOver()) {
            fault = headerParser != null
                    ? new ClientFault(ClientFault.Kind.PROXY_HEADER, ofHeader)
                    : new ClientFault(ClientFault.Kind.TLS, ofHello);
        }
    }

    /** Null when none had to come, or it cannot be used. */
    public @Nullable ProxyHeader header() {
        return header;
    }

    /** The host name that its ClientHello asks for; null when none was read, or it names none. */
    public @Nullable String serverName() {
        return serverName;
    }

    /** Fault of the client; null while there is none. */
    public @Nullable ClientFault fault() {
        return fault;
    }

    /** Bytes after the PROXY protocol header, the ClientHello included. */
    public byte[] payload() {
        return payload.toByteArray();
    }
}
