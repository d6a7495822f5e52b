/** The event loop: one thread, one selector, and sockets that never block it. */
@NullMarked
package io.giliran.transport.loop;

import org.jspecify.annotations.NullMarked;
