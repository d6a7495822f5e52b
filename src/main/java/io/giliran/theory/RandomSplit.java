package io.giliran.theory;

/** Poisson arrivals that are split at random over exponential servers of different speeds. */
public final class RandomSplit {
    private RandomSplit() {}

    /**
     * The mean time in system.
     *
     * @param rates how many requests a second each server can do
     * @param shares of each in the arrivals; their sum is 1
     */
    public static Sojourn exponential(double arrivals, double[] rates, double[] shares) {
        double mean = 0;
        for (int i = 0; i < rates.length; i++) {
            Sojourn.checkedLoad(shares[i] == 0 ? 0.5 : arrivals * shares[i] / rates[i]);
            mean += shares[i] / (rates[i] - arrivals * shares[i]);
        }
        return Sojourn.ofMean(mean);
    }

    /**
     * The shares with the smallest mean: each server's spare capacity in proportion to the square root of its own; a server
     * that is too slow gets nothing.
     *
     * @see <a href="https://doi.org/10.1145/321021.321026">the square-root rule</a>
     */
    public static double[] bestShares(double arrivals, double[] rates) {
        double capacity = 0;
        for (double rate : rates) {
            capacity += rate;
        }
        Sojourn.checkedLoad(arrivals / capacity);
        boolean[] left = new boolean[rates.length];
        double[] shares = new double[rates.length];
        while (true) {
            double sum = 0;
            double roots = 0;
            for (int i = 0; i < rates.length; i++) {
                sum += left[i] ? 0 : rates[i];
                roots += left[i] ? 0 : Math.sqrt(rates[i]);
            }
            boolean again = false;
            for (int i = 0; i < rates.length; i++) {
                shares[i] = left[i] ? 0 : (rates[i] - Math.sqrt(rates[i]) * (sum - arrivals) / roots) / arrivals;
                if (shares[i] < 0) {
                    left[i] = true;
                    again = true;
                }
            }
            if (!again) {
                return shares;
            }
        }
    }
}
