/**
 * The PROXY protocol, versions 1 and 2: the header that a proxy sends first, to tell whose connection it passes on.
 * Nothing here detects whether there is one: who listens has to know.
 */
@NullMarked
package io.giliran.transport.proxyprotocol;

import org.jspecify.annotations.NullMarked;
