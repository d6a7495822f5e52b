package io.giliran.theory;

/**
 * Poisson arrivals that take turns over n alike exponential servers: each one sees a queue of its own with Erlang arrivals
 * of n phases, E_n/M/1, exactly.
 *
 * @see <a href="https://en.wikipedia.org/wiki/G/M/1_queue">the G/M/1 queue</a>
 */
public final class RoundRobinServers {
    private RoundRobinServers() {}

    /**
     * The time in one of them.
     *
     * @param arrivals a second, of all servers together
     */
    public static Sojourn exponential(int servers, double arrivals, double meanService) {
        double load = Sojourn.checkedLoad(arrivals * meanService / servers);
        double total = servers * load;
        double root = Roots.below1(s -> Math.pow(total / (total + 1 - s), servers));
        return Sojourn.exponential(meanService / (1 - root));
    }
}
