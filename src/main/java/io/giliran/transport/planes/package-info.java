/** Choice of the data plane by its name. The only package that knows all planes. */
@NullMarked
package io.giliran.transport.planes;

import org.jspecify.annotations.NullMarked;
