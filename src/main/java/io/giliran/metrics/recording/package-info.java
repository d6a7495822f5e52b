/**
 * Recording of requests as they end, by their intended starts, and the sums of a run. Start reading at {@link RunRecorder};
 * {@link Recording} is the part of one event loop.
 */
@NullMarked
package io.giliran.metrics.recording;

import org.jspecify.annotations.NullMarked;
