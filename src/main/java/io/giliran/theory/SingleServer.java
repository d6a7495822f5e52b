package io.giliran.theory;

/**
 * A server with Poisson arrivals: M/M/1, M/G/1. Also each of several servers among which arrivals are split at random.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Pollaczek%E2%80%93Khinchine_formula">Pollaczek and Khinchine</a>
 */
public final class SingleServer {
    private SingleServer() {}

    /** M/M/1. */
    public static Sojourn exponential(double arrivals, double meanService) {
        return Sojourn.exponential(meanService / (1 - Sojourn.checkedLoad(arrivals * meanService)));
    }

    /**
     * M/G/1, first come, first served.
     *
     * @param squaredVariation of the service time: its variance over the square of its mean
     */
    public static Sojourn general(double arrivals, double meanService, double squaredVariation) {
        double load = Sojourn.checkedLoad(arrivals * meanService);
        return Sojourn.ofMean(meanService * (1 + load * (1 + squaredVariation) / (2 * (1 - load))));
    }

    /** M/G/1 with processor sharing: however service times are distributed, only their mean matters. */
    public static Sojourn sharing(double arrivals, double meanService) {
        return Sojourn.ofMean(meanService / (1 - Sojourn.checkedLoad(arrivals * meanService)));
    }

    /** D/M/1: arrivals at constant gaps. The root of s = exp(-(1 - s) / load) that is below 1. */
    public static Sojourn constantArrivals(double arrivals, double meanService) {
        double load = Sojourn.checkedLoad(arrivals * meanService);
        double root = Roots.below1(s -> Math.exp(-(1 - s) / load));
        return Sojourn.exponential(meanService / (1 - root));
    }
}
