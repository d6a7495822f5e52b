package io.giliran.transport.tls;

import org.jspecify.annotations.Nullable;

/**
 * Facts that the two sides of a TLS connection have agreed on.
 *
 * @param version TLSv1.2 or TLSv1.3
 * @param cipherSuite by its name of IANA
 * @param alpn the protocol that is spoken; null when none was agreed on
 * @param serverName the host name that the client asks for, in lower case; null when it names none
 * @param clientName the name in the client's certificate, which was verified; empty when it has none; null when there was
 *     no certificate
 */
public record TlsFacts(
        String version,
        String cipherSuite,
        @Nullable String alpn,
        @Nullable String serverName,
        @Nullable String clientName) {}
