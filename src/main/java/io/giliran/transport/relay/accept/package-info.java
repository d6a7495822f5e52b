/** Listeners: accepting clients, and what a client must send before it is handed over. */
@NullMarked
package io.giliran.transport.relay.accept;

import org.jspecify.annotations.NullMarked;
