/**
 * Tails of distributions: values known only by a lower bound, and tails without a variance or a mean. Start reading at
 * {@link CensoredHistogram}.
 */
@NullMarked
package io.giliran.metrics.tail;

import org.jspecify.annotations.NullMarked;
