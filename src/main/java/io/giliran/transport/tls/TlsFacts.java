package io.giliran.transport.tls;

import org.jspecify.annotations.Nullable;

/**
 * Negotiated parameters of a TLS session.
 *
 * @param version TLSv1.2 or TLSv1.3
 * @param cipherSuite by its name of IANA
 * @param alpn the negotiated application protocol; null for none
 * @param serverName the SNI of the client, in lower case; null when it sends none
 * @param clientName the name in the client's certificate, which was verified; empty when it has none; null when there was no
 *     certificate
 */
public record TlsFacts(
        String version,
        String cipherSuite,
        @Nullable String alpn,
        @Nullable String serverName,
        @Nullable String clientName) {}
