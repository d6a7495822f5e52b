/**
 * Data plane {@code relay}: bytes go on an event loop from one socket's read straight to the other's write. Start reading at
 * {@link RelayPlane}, then {@code pipe}.
 */
@NullMarked
package io.giliran.transport.relay;

import org.jspecify.annotations.NullMarked;
