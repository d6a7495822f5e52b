/** The tail of a distribution: censored values, and tails without a variance or a mean. */
@NullMarked
package io.giliran.metrics.tail;

import org.jspecify.annotations.NullMarked;
