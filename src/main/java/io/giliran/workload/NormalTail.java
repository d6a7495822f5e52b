package io.giliran.workload;

/** Upper tail of the standard normal distribution. */
final class NormalTail {
    private static final int BISECTIONS = 60;
    private static final double FARTHEST = 38;

    private NormalTail() {}

    /**
     * The part beyond z, to seven digits.
     *
     * @see <a href="https://personal.math.ubc.ca/~cbm/aands/page_932.htm">Abramowitz and Stegun, 26.2.17</a>
     */
    static double beyond(double z) {
        if (z < 0) {
            return 1 - beyond(-z);
        }
        double t = 1 / (1 + 0.2316419 * z);
        double sum = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return StrictMath.exp(-z * z / 2) / StrictMath.sqrt(2 * Math.PI) * sum;
    }

    /** The z that this part lies beyond. */
    static double point(double part) {
        double low = -FARTHEST;
        double high = FARTHEST;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (beyond(middle) > part) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
