/**
 * The PROXY protocol, versions 1 and 2: the header that a proxy sends first, with the addresses of the connection that it
 * passes on. Nothing here detects whether there is one: the listener must know.
 */
@NullMarked
package io.giliran.transport.proxyprotocol;

import org.jspecify.annotations.NullMarked;
