package io.giliran.transport.proxyprotocol;

/** Result of {@link ProxyHeaderParser} after the bytes so far. */
public sealed interface ProxyHeaderResult {

    /** All so far may begin a header; its end has not come yet. */
    record NeedMore() implements ProxyHeaderResult {}

    /**
     * The header is complete.
     *
     * @param length its bytes; those behind it are the connection's
     */
    record Done(ProxyHeader header, int length) implements ProxyHeaderResult {}

    /**
     * Refusal: the bytes are no header, and the connection has to be dropped.
     *
     * @param reason one clause for a log, with nothing in it that the peer has sent
     */
    record Invalid(String reason) implements ProxyHeaderResult {}
}
