/**
 * Listeners of the relay plane: accept clients, and await a PROXY header or a TLS handshake before handing them over. Start
 * reading at {@link Acceptor}.
 */
@NullMarked
package io.giliran.transport.relay.accept;

import org.jspecify.annotations.NullMarked;
