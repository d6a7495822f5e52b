/** The data plane in which bytes go from one socket's read straight to the other's write, on an event loop. */
@NullMarked
package io.giliran.transport.relay;

import org.jspecify.annotations.NullMarked;
