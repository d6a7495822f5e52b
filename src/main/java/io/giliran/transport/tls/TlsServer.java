package io.giliran.transport.tls;

/** How TLS is spoken with clients. */
public final class TlsServer {}
