package io.giliran.theory;

/**
 * The shortest of d queues drawn at random, with Poisson arrivals and exponential service, as the number of servers grows
 * without bound.
 *
 * @see <a href="https://doi.org/10.1109/71.963420">Mitzenmacher, The power of two choices in randomized load balancing,
 *     2001</a>
 */
public final class SupermarketModel {
    private SupermarketModel() {}

    /**
     * The time in system.
     *
     * @param choices d, at least 1
     * @param load of each server
     */
    public static Sojourn exponential(int choices, double load, double meanService) {
        Sojourn.checkedLoad(load);
        if (choices == 1) {
            return SingleServer.exponential(load / meanService, meanService);
        }
        double mean = 0;
        double term = 1;
        for (int i = 1; term > 0; i++) {
            term = Math.pow(load, (Math.pow(choices, i) - choices) / (choices - 1));
            mean += term;
        }
        return Sojourn.ofMean(meanService * mean);
    }

    /** The part of servers that have at least i requests. */
    public static double atLeast(int i, int choices, double load) {
        return Math.pow(load, choices == 1 ? i : (Math.pow(choices, i) - 1) / (choices - 1));
    }
}
