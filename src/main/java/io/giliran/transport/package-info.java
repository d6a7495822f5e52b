/** Transport of bytes: the data planes behind one interface, the event loop, the precise timer. Knows no policy. */
@NullMarked
package io.giliran.transport;

import org.jspecify.annotations.NullMarked;
