package io.giliran.report.page;

/** A run cut into pieces of one length, which is 1, 2 or 5 times a power of ten of seconds. */
record TimeGrid(double step, int pieces) {
    private static final double LEAST_STEP = 1e-3;

    /** Pieces for a run of that many seconds: at most {@code most} and more than a third of that, if 1 ms is short enough. */
    static TimeGrid of(double seconds, int most) {
        double rough = Math.max(seconds / most, LEAST_STEP);
        double power = Math.pow(10, Math.floor(Math.log10(rough) + 1e-9));
        double step = 10 * power;
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= rough * (1 - 1e-9)) {
                step = factor * power;
                break;
            }
        }
        return new TimeGrid(step, Math.max(1, (int) Math.ceil(seconds / step - 1e-9)));
    }

    /** The piece that holds this moment; what lies outside counts for the first or last one. */
    int at(long nanos) {
        return (int) Math.max(0, Math.min(pieces - 1L, (long) (nanos / 1e9 / step)));
    }

    /** Where a piece begins, in seconds. */
    double from(int piece) {
        return piece * step;
    }
}
