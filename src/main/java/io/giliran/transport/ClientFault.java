package io.giliran.transport;

/**
 * Reason why a client that was accepted cannot be served, found before it was handed over.
 *
 * @param reason one clause for a log, with nothing in it that the client has sent
 */
public record ClientFault(Kind kind, String reason) {
    /** Kinds of faults. */
    public enum Kind {
        /** Send a PROXY protocol header. */
        PROXY_HEADER,
        /** Speak TLS. */
        TLS
    }
}
