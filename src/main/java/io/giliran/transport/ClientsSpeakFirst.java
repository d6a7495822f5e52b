package io.giliran.transport;

/**
 * Whether the backends of a listener wait for their client's first bytes (HTTP, Redis, TLS) or speak first (SMTP, SSH,
 * MySQL). When clients do, the acknowledgement that ends the handshake with the backend can ride on those bytes, one
 * segment less for each connection. A backend that speaks first would have to wait for it, 40 to 200 ms.
 */
public enum ClientsSpeakFirst {
    /** Unknown: the handshake is acknowledged at once. */
    OFF,
    /** Clients speak first. */
    ON,
    /** Found out for each backend: they do when they have many times in a row, until a backend speaks first. */
    LEARNED
}
