/** TLS: the first bytes of a connection that is passed through, and whole sessions, without their sockets. */
@NullMarked
package io.giliran.transport.tls;

import org.jspecify.annotations.NullMarked;
