/** What is known of the far end of a distribution: values that never came, and tails without a variance or a mean. */
@NullMarked
package io.giliran.metrics.tail;

import org.jspecify.annotations.NullMarked;
