package io.giliran.theory;

/**
 * Little's law, L = λW: the average number inside is the arrival rate times the average time inside.
 *
 * @see <a href="https://doi.org/10.1287/opre.9.3.383">Little, A proof for the queuing formula L = λW, 1961</a>
 */
public final class LittlesLaw {
    private LittlesLaw() {}

    /** Relative difference of the two sides, in parts of the larger; 0 when both are 0. */
    public static double gap(double meanInside, double perSecond, double meanSeconds) {
        double product = perSecond * meanSeconds;
        double larger = Math.max(meanInside, product);
        return larger == 0 ? 0 : Math.abs(meanInside - product) / larger;
    }
}
