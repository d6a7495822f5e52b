package io.giliran.workload;

import io.giliran.workload.exact.ExactDouble;
import java.util.random.RandomGenerator;

/**
 * Draws from the exponential distribution of mean 1: 256 layers of one area under the density, so that nearly every draw
 * is one multiplication. Computed strictly, so equal random bits give equal samples on every machine and JDK.
 *
 * @see <a href="https://doi.org/10.18637/jss.v005.i08">Marsaglia and Tsang, The ziggurat method for generating random
 *     variables, 2000</a>
 */
final class ExponentialZiggurat {
    private static final int LAYERS = 256;
    /** Start of the tail. */
    private static final double TAIL = 7.69711747013105;
    /** The area of each layer. */
    private static final double AREA = 0.003949659822581557;

    /** Far more than anything is rounded by. */
    private static final double SAFE = 0x1.0p-40;

    private static final double UNIT = 0x1.0p-53;
    /** Right ends of the layers, from the lowest, which has the tail, to the top. */
    private static final double[] ENDS = new double[LAYERS + 1];

    /** Factors of a random number of 53 bits, by layer. */
    private static final double[] WIDTHS = new double[LAYERS];

    private static final double[] HEIGHTS = new double[LAYERS + 1];

    static {
        ENDS[0] = AREA / StrictMath.exp(-TAIL);
        ENDS[1] = TAIL;
        for (int i = 2; i < LAYERS; i++) {
            ENDS[i] = -StrictMath.log(AREA / ENDS[i - 1] + StrictMath.exp(-ENDS[i - 1]));
        }
        ENDS[LAYERS] = 0;
        for (int i = 0; i < LAYERS; i++) {
            WIDTHS[i] = UNIT * ENDS[i];
        }
        for (int i = 0; i <= LAYERS; i++) {
            HEIGHTS[i] = StrictMath.exp(-ENDS[i]);
        }
    }

    private ExponentialZiggurat() {}

    static double sample(RandomGenerator random) {
        long bits = random.nextLong();
        int layer = (int) bits & (LAYERS - 1);
        double x = ExactDouble.of(bits >>> 11) * WIDTHS[layer];
        return x < ENDS[layer + 1] ? x : sampleEdge(random, layer, x);
    }

    private static double sampleEdge(RandomGenerator random, int firstLayer, double firstX) {
        double offset = 0;
        int layer = firstLayer;
        double x = firstX;
        while (x >= ENDS[layer + 1]) {
            if (layer == 0) {
                // What remains beyond the tail's begin is distributed like the whole.
                offset += TAIL;
            } else {
                double height =
                        HEIGHTS[layer] + (random.nextLong() >>> 11) * UNIT * (HEIGHTS[layer + 1] - HEIGHTS[layer]);
                if (isBelowDensity(height, x, layer)) {
                    break;
                }
            }
            long bits = random.nextLong();
            layer = (int) bits & (LAYERS - 1);
            x = (bits >>> 11) * WIDTHS[layer];
        }
        return offset + x;
    }

    /**
     * Whether a point of a layer is below the density at x. The density is above the first terms of its series about the
     * layer's right end and, being convex, below the chord of the layer; what is between the two, to be safe from rounding
     * somewhat widened, is decided by the exponential.
     */
    private static boolean isBelowDensity(double height, double x, int layer) {
        double toEnd = ENDS[layer] - x;
        if (height < HEIGHTS[layer] * (1 + toEnd * (1 + 0.5 * toEnd)) * (1 - SAFE)) {
            return true;
        }
        double part = toEnd / (ENDS[layer] - ENDS[layer + 1]);
        double chord = HEIGHTS[layer] + part * (HEIGHTS[layer + 1] - HEIGHTS[layer]);
        return height <= chord * (1 + SAFE) && height < StrictMath.exp(-x);
    }
}
