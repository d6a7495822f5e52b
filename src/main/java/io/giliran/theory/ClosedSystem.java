package io.giliran.theory;

/**
 * Clients that ask, wait for their answer and think, and exponential servers with one queue.
 *
 * @see <a href="https://doi.org/10.1145/322186.322195">Reiser and Lavenberg, Mean-value analysis of closed multichain
 *     queuing networks, 1980</a>
 */
public final class ClosedSystem {
    private ClosedSystem() {}

    /** A closed system with one server, by mean value analysis: an arriving client sees the system with one client less. */
    public static Sojourn oneServer(int clients, double meanThink, double meanService) {
        double inside = 0;
        double time = 0;
        for (int n = 1; n <= clients; n++) {
            time = meanService * (1 + inside);
            inside = n * time / (time + meanThink);
        }
        return Sojourn.ofMean(time);
    }

    /** Several servers, by the chain of how many clients are inside; think times may have any distribution. */
    public static Sojourn servers(int servers, int clients, double meanThink, double meanService) {
        if (meanThink == 0) {
            return Sojourn.ofMean(clients * meanService / Math.min(clients, servers));
        }
        // Scaled as it goes, because the weights of many clients exceed every double.
        double weight = 1;
        double all = 1;
        double inside = 0;
        double busy = 0;
        for (int k = 1; k <= clients; k++) {
            weight *= (clients - k + 1) / meanThink * meanService / Math.min(k, servers);
            all += weight;
            inside += k * weight;
            busy += Math.min(k, servers) * weight;
            if (all > 1e200) {
                weight /= all;
                inside /= all;
                busy /= all;
                all = 1;
            }
        }
        return Sojourn.ofMean(inside / busy * meanService);
    }
}
