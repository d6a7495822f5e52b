/**
 * Leg of a relayed connection on its event loop: socket, TLS, buffered bytes and timeouts; and the context that all legs of
 * a loop share. Start reading at {@link LegChannel}.
 */
@NullMarked
package io.giliran.transport.relay.leg;

import org.jspecify.annotations.NullMarked;
