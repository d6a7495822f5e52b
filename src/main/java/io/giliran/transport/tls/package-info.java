/**
 * TLS without sockets: parsing of a ClientHello, sessions, certificates and trust. Start reading at {@link TlsSession} and
 * {@link ClientHelloParser}.
 */
@NullMarked
package io.giliran.transport.tls;

import org.jspecify.annotations.NullMarked;
