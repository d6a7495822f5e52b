/** Faster arithmetic with the same results as Java's, to the bit. */
@NullMarked
package io.giliran.workload.exact;

import org.jspecify.annotations.NullMarked;
