/**
 * PROXY protocol, versions 1 and 2: the header with the client's addresses that a proxy sends before the payload. Parses and
 * writes headers without sockets; it does not detect whether a header is present, so the listener must know. Start reading at
 * {@link ProxyHeaderParser}.
 */
@NullMarked
package io.giliran.transport.proxyprotocol;

import org.jspecify.annotations.NullMarked;
