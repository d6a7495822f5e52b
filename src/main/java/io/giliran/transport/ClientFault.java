package io.giliran.transport;

/**
 * Fault of an accepted client that was found before the client was handed over; it cannot be served.
 *
 * @param reason one clause for a log, with nothing in it that the client has sent
 */
public record ClientFault(Kind kind, String reason) {
    /** Step that the client has failed to do as required. */
    public enum Kind {
        /** Send a PROXY protocol header. */
        PROXY_HEADER,
        /** Speak TLS. */
        TLS
    }
}
