package io.giliran.metrics;

/**
 * Student's t-distribution.
 *
 * @see <a href="https://personal.math.ubc.ca/~cbm/aands/page_948.htm">Abramowitz and Stegun, Handbook of Mathematical
 *     Functions, 26.7.3 and 26.7.4</a>
 */
final class StudentT {
    private static final int BISECTIONS = 200;

    private StudentT() {}

    /**
     * The t that the absolute value of a t-distributed number stays below with this probability.
     *
     * @param confidence above 0 and below 1
     * @param degrees of freedom, at least 1
     */
    static double twoSided(double confidence, int degrees) {
        if (degrees < 1 || !(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "no interval of confidence " + confidence + " with " + degrees + " degrees of freedom");
        }
        double low = 0;
        double high = 1;
        while (probabilityWithin(high, degrees) < confidence) {
            high *= 2;
        }
        for (int i = 0; i < BISECTIONS && low < high; i++) {
            double middle = (low + high) / 2;
            if (probabilityWithin(middle, degrees) < confidence) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static double probabilityWithin(double t, int degrees) {
        double angle = Math.atan(t / Math.sqrt(degrees));
        double cosine = Math.cos(angle);
        boolean odd = degrees % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = odd && degrees == 1 ? 0 : term;
        for (int k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
            term *= cosine * cosine * (k - 1) / k;
            sum += term;
        }
        double sine = Math.sin(angle);
        return odd ? 2 / Math.PI * (angle + sine * sum) : sine * sum;
    }
}
