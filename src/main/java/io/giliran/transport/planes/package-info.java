/** The data planes by their names: the only place that knows all of them. */
@NullMarked
package io.giliran.transport.planes;

import org.jspecify.annotations.NullMarked;
