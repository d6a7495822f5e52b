package io.giliran.metrics.tail;

import java.util.Arrays;

/**
 * The largest value of each of up to {@value #MOST} stretches of a series, in bounded memory: whenever there would be more,
 * neighbours are joined. What {@link TailIndex} needs; for one thread.
 */
public final class LargestOfStretches {
    static final int MOST = 256;

    private final long[] largest = new long[MOST];
    private int full;
    private long length = 1;
    private long inStretch;

    /** Takes the next one. */
    public void add(long value) {
        if (inStretch == 0) {
            largest[full] = value;
        } else if (value > largest[full]) {
            largest[full] = value;
        }
        if (++inStretch == length) {
            inStretch = 0;
            if (++full == MOST) {
                join();
            }
        }
    }

    /** Whether an interval of the mean would hold the truth too seldom. */
    public boolean haveHeavyTail() {
        return TailIndex.ofLargest(Arrays.copyOf(largest, full)) < TailIndex.LEAST_FOR_A_MEAN;
    }

    private void join() {
        full = MOST / 2;
        for (int i = 0; i < full; i++) {
            largest[i] = Math.max(largest[2 * i], largest[2 * i + 1]);
        }
        length *= 2;
    }
}
