package io.giliran.transport.proxyprotocol;

/** State of {@link ProxyHeaderParser}. */
public sealed interface ProxyHeaderResult {

    /** Incomplete: the bytes so far may begin a header. */
    record NeedMore() implements ProxyHeaderResult {}

    /**
     * The header is complete.
     *
     * @param length its bytes; those behind it are the connection's
     */
    record Done(ProxyHeader header, int length) implements ProxyHeaderResult {}

    /**
     * Invalid: the connection must be dropped.
     *
     * @param reason one clause for a log, with nothing in it that the peer has sent
     */
    record Invalid(String reason) implements ProxyHeaderResult {}
}
