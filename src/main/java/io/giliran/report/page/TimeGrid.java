package io.giliran.report.page;

/**
 * A run cut into pieces of one length, which is 1, 2 or 5 times a power of ten of seconds; the last one is longer by what
 * is left over.
 */
record TimeGrid(double step, int pieces, double seconds) {
    private static final double LEAST_STEP = 1e-3;

    /** Pieces for a run of that many seconds: at most {@code most} and more than a third of that, if 1 ms is short enough. */
    static TimeGrid of(double seconds, int most) {
        double rough = Math.max(seconds / most, LEAST_STEP);
        double power = Math.pow(10, Math.floor(Math.log10(rough) + 1e-9));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= rough * (1 - 1e-9)) {
                return ofStep(seconds, factor * power);
            }
        }
        return ofStep(seconds, 10 * power);
    }

    static TimeGrid ofStep(double seconds, double step) {
        return new TimeGrid(step, Math.max(1, (int) Math.floor(seconds / step + 1e-9)), seconds);
    }

    /** The piece that holds this moment; what lies outside counts for the first or last one. */
    int at(long nanos) {
        return (int) Math.max(0, Math.min(pieces - 1L, (long) (nanos / 1e9 / step)));
    }

    /** Start of a piece, in seconds. */
    double from(int piece) {
        return piece * step;
    }

    /** Length of a piece, in seconds. */
    double length(int piece) {
        return piece == pieces - 1 ? Math.max(seconds - from(piece), LEAST_STEP) : step;
    }
}
