package io.giliran.metrics.recording;

import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;

/**
 * A histogram that is kept for later: some kilobytes in HdrHistogram's own encoding (V2, zig-zag LEB128), where the histogram
 * itself has hundreds. Storing one takes about a fiftieth of the time of a {@code PackedHistogram}, and the swarm that stores
 * several in a row should not keep a processor from the loops it measures with.
 */
final class StoredHistogram {
    private static final StoredHistogram EMPTY = encoded(Durations.histogram());

    private final byte[] encoded;
    private final long count;

    private StoredHistogram(byte[] encoded, long count) {
        this.encoded = encoded;
        this.count = count;
    }

    /** Stores what it holds now. */
    static StoredHistogram of(Histogram histogram) {
        return histogram.getTotalCount() == 0 ? EMPTY : encoded(histogram);
    }

    private static StoredHistogram encoded(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        byte[] encoded = new byte[histogram.encodeIntoByteBuffer(buffer)];
        buffer.flip().get(encoded);
        return new StoredHistogram(encoded, histogram.getTotalCount());
    }

    /** Number of values. */
    long count() {
        return count;
    }

    /** A histogram of the same values. */
    Histogram histogram() {
        return Histogram.decodeFromByteBuffer(ByteBuffer.wrap(encoded), 0);
    }

    /** Adds what it holds to the histogram. */
    void addTo(Histogram histogram) {
        if (count > 0) {
            histogram.add(histogram());
        }
    }
}
