package io.giliran.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A few alike exponential servers and Poisson arrivals that choose by queue length, solved as the Markov chain that it is:
 * the queue lengths in order, cut off where they are next to never. Gauss-Seidel sweeps until the mean stands still.
 */
public final class QueueLengthChain {
    private static final double CUT_OFF = 1e-8;
    private static final int SPARE_LENGTH = 12;
    private static final double STANDS_STILL = 1e-10;
    private static final int MOST_SWEEPS = 200_000;
    private static final int SWEEPS_A_LOOK = 20;

    /** Probability that the shortest, the second shortest, … gets an arrival. */
    private final double[] byRank;

    private QueueLengthChain(double[] byRank) {
        this.byRank = byRank;
    }

    /** Chain of a policy that picks the shortest of all queues. */
    public static QueueLengthChain shortest(int servers) {
        double[] byRank = new double[servers];
        byRank[0] = 1;
        return new QueueLengthChain(byRank);
    }

    /** Chain of a policy that picks the shorter of two different queues, each pair as likely. */
    public static QueueLengthChain twoDistinct(int servers) {
        double[] byRank = new double[servers];
        double pairs = servers * (servers - 1) / 2.0;
        for (int rank = 0; rank < servers; rank++) {
            byRank[rank] = servers == 1 ? 1 : (servers - 1 - rank) / pairs;
        }
        return new QueueLengthChain(byRank);
    }

    /** Chain of a policy that picks the shorter of two draws, which may be of the same queue. */
    public static QueueLengthChain twoWithReplacement(int servers) {
        double[] byRank = new double[servers];
        for (int rank = 0; rank < servers; rank++) {
            byRank[rank] = (2.0 * (servers - 1 - rank) + 1) / (servers * servers);
        }
        return new QueueLengthChain(byRank);
    }

    /**
     * The mean time in system.
     *
     * @param load of each server, above 0 and at most 0.98
     */
    public Sojourn exponential(double load, double meanService) {
        Sojourn.checkedLoad(load);
        int servers = byRank.length;
        // The slowest way to fall: all together by load^servers a step, or the longest alone by what it gets itself.
        double fall = Math.max(Math.pow(load, servers), servers * load * byRank[servers - 1]);
        int longest = (int) Math.ceil(Math.log(CUT_OFF) / Math.log(fall)) + SPARE_LENGTH;
        States states = new States(servers, longest);
        double inside = states.meanInside(servers * load);
        return Sojourn.ofMean(meanService * inside / (servers * load));
    }

    private final class States {
        private final int servers;
        private final int longest;
        private final List<int[]> lengths = new ArrayList<>();
        private final Map<Long, Integer> index = new HashMap<>();

        States(int servers, int longest) {
            this.servers = servers;
            this.longest = longest;
            enumerate(new int[servers], 0);
        }

        /** Lengths from the shortest to the longest. */
        private void enumerate(int[] sorted, int from) {
            if (from == servers) {
                index.put(key(sorted), lengths.size());
                lengths.add(sorted.clone());
                return;
            }
            for (int length = from == 0 ? 0 : sorted[from - 1]; length <= longest; length++) {
                sorted[from] = length;
                enumerate(sorted, from + 1);
            }
        }

        private long key(int[] sorted) {
            long key = 0;
            for (int length : sorted) {
                key = key * (longest + 1) + length;
            }
            return key;
        }

        private int changed(int[] from, int rank, int by) {
            int[] to = from.clone();
            to[rank] += by;
            Arrays.sort(to);
            Integer found = index.get(key(to));
            return found == null ? -1 : found;
        }

        double meanInside(double arrivals) {
            int count = lengths.size();
            int most = 2 * servers;
            int[] from = new int[count * most];
            double[] rate = new double[count * most];
            int[] incoming = new int[count];
            double[] out = new double[count];
            int[] total = new int[count];
            for (int state = 0; state < count; state++) {
                int[] sorted = lengths.get(state);
                total[state] = Arrays.stream(sorted).sum();
                for (int rank = 0; rank < servers; rank++) {
                    if (byRank[rank] > 0 && sorted[rank] < longest) {
                        int to = changed(sorted, rank, 1);
                        add(from, rate, incoming, to, state, arrivals * byRank[rank], most);
                        out[state] += arrivals * byRank[rank];
                    }
                    if (sorted[rank] > 0) {
                        int to = changed(sorted, rank, -1);
                        add(from, rate, incoming, to, state, 1, most);
                        out[state] += 1;
                    }
                }
            }
            return solve(arrivals, from, rate, incoming, out, total, most);
        }

        /** Several ranks of one length lead to the same state: their rates add up. */
        private void add(int[] from, double[] rate, int[] incoming, int to, int state, double perSecond, int most) {
            int start = to * most;
            for (int i = start; i < start + incoming[to]; i++) {
                if (from[i] == state) {
                    rate[i] += perSecond;
                    return;
                }
            }
            from[start + incoming[to]] = state;
            rate[start + incoming[to]] = perSecond;
            incoming[to]++;
        }

        private double solve(
                double arrivals, int[] from, double[] rate, int[] incoming, double[] out, int[] total, int most) {
            int count = out.length;
            double[] likely = new double[count];
            // Near the truth: all together fall by the load a request, and lengths keep close.
            double load = arrivals / servers;
            for (int state = 0; state < count; state++) {
                int[] sorted = lengths.get(state);
                likely[state] = Math.pow(load, total[state]) * Math.pow(0.5, sorted[servers - 1] - sorted[0]);
            }
            double before = 0;
            for (int sweep = 1; sweep <= MOST_SWEEPS; sweep++) {
                // Forth and back, so that what moves along the order is carried all the way in both directions.
                for (int step = 0; step < count; step++) {
                    int state = sweep % 2 == 0 ? count - 1 - step : step;
                    double in = 0;
                    for (int i = state * most; i < state * most + incoming[state]; i++) {
                        in += likely[from[i]] * rate[i];
                    }
                    likely[state] = in / out[state];
                }
                if (sweep % SWEEPS_A_LOOK == 0) {
                    double all = 0;
                    double inside = 0;
                    for (int state = 0; state < count; state++) {
                        all += likely[state];
                        inside += likely[state] * total[state];
                    }
                    for (int state = 0; state < count; state++) {
                        likely[state] /= all;
                    }
                    double mean = inside / all;
                    if (Math.abs(mean - before) < STANDS_STILL * mean) {
                        return mean;
                    }
                    before = mean;
                }
            }
            throw new IllegalStateException("the chain did not settle in " + MOST_SWEEPS + " sweeps");
        }
    }
}
