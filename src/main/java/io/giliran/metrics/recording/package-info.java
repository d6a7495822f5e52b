/** Records requests as they end, by when they were meant to start, and sums up a run of them. */
@NullMarked
package io.giliran.metrics.recording;

import org.jspecify.annotations.NullMarked;
