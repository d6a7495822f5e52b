/** A leg of a connection on its event loop: socket, TLS, bytes that wait, timeouts; and the context that all legs of a loop share. */
@NullMarked
package io.giliran.transport.relay.leg;

import org.jspecify.annotations.NullMarked;
