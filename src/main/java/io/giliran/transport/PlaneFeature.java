package io.giliran.transport;

/**
 * Optional feature of a data plane, beyond the plain relay between two TCP sockets. A plane is used only for a configuration
 * all of whose features it supports. A plane is used only for a configuration whose features it supports all.
 */
public enum PlaneFeature {
    /** A listener or a backend at a Unix socket. */
    UNIX_SOCKETS("Unix sockets"),
    /** {@link ListenerOptions#loops} above 1. */
    LOOPS("several event loops"),
    /** {@link ListenerOptions#clientsSpeakFirst} other than off. */
    CLIENTS_SPEAK_FIRST("a handshake that waits for the client's first bytes"),
    /** {@link ListenerOptions#proxyProtocol}, and a preface of {@link Relay#connect}. */
    PROXY_PROTOCOL("the PROXY protocol"),
    /** {@link TlsIn.Terminated}, and TLS of {@link Relay#connect}. */
    TLS("TLS"),
    /** {@link TlsIn.PassedThrough}. */
    SERVER_NAMES("routing by server name"),
    /** {@link RelayOptions#maxAge}. */
    MAX_AGE("a maximum age of connections"),
    /** {@link RelayOptions#keepAlive} off. */
    NO_KEEP_ALIVE("connections without keep-alive probes");

    private final String noun;

    PlaneFeature(String noun) {
        this.noun = noun;
    }

    /** Text for people of what a configuration needs, for example {@code the PROXY protocol}. */
    public String noun() {
        return noun;
    }
}
