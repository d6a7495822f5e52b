package io.giliran.metrics;

import java.util.Arrays;

/**
 * Method of batch means: estimates the variance of the mean of one correlated series from the means of its batches. That holds
 * when batches are long enough to be nearly independent. So as long as von Neumann's ratio shows that neighbours are alike
 * (one-sided, at 5 %), and at least {@value #FEWEST} batches remain, neighbours are joined to batches twice as long. More than
 * some 30 batches would gain little, fewer than 8 to 10 cost much. When these are alike still, the series is too short for what
 * it remembers, or does not settle at all, and nothing is known.
 *
 * @param varianceOfMean of the mean of all batches
 * @param count how many batches there are
 * @param independent false when neighbours are alike however long batches are
 * @see <a href="https://doi.org/10.1287/opre.30.3.556">Schmeiser, Batch size effects in the analysis of simulation output,
 *     1982</a>
 * @see <a href="https://doi.org/10.1287/mnsc.24.5.510">Fishman, Grouping observations in digital simulation, 1978</a>
 */
public record BatchMeans(double mean, double varianceOfMean, int count, boolean independent) {
    static final int FEWEST = 8;

    /** 95th percentile of the standard normal distribution. */
    private static final double ONE_SIDED = 1.644854;

    /**
     * Judges a series by its batches.
     *
     * @param means of batches of equal length, in order; at least two
     */
    public static BatchMeans of(double[] means) {
        double[] batches = means;
        while (batches.length >= 2 * FEWEST && areNeighboursAlike(batches)) {
            batches = joined(batches);
        }
        double mean = mean(batches);
        return new BatchMeans(
                mean,
                squares(batches, mean) / (batches.length - 1) / batches.length,
                batches.length,
                !areNeighboursAlike(batches));
    }

    /**
     * The interval of the mean of a series of times; unbounded for fewer than {@value #FEWEST} batches, or dependent ones.
     * Whether the tail is so heavy that the next large value may be worth as much as all of them is for the caller to ask
     * ({@link io.giliran.metrics.tail.TailIndex}).
     *
     * @param mean of the whole series, with what is in no batch
     */
    public static Interval interval(Batches batches, double mean, double confidence) {
        return intervalOf(batches.means(), mean, confidence).ofTime();
    }

    /** The same of the means themselves. */
    static Interval intervalOf(double[] means, double mean, double confidence) {
        BatchMeans judged = means.length < FEWEST ? null : of(means);
        if (judged == null || !judged.independent) {
            return new Interval(Double.NEGATIVE_INFINITY, mean, Double.POSITIVE_INFINITY, confidence);
        }
        double half = widestHalf(means, confidence);
        return new Interval(mean - half, mean, mean + half, confidence);
    }

    /**
     * Half the width by Student's t, the largest over batches that are joined further and further: what neighbours have in
     * common, and is too little to be seen, makes shorter ones too narrow.
     */
    private static double widestHalf(double[] means, double confidence) {
        BatchMeans judged = of(means);
        double half = 0;
        for (double[] batches = means; batches.length >= FEWEST; batches = joined(batches)) {
            if (batches.length <= judged.count) {
                double variance = squares(batches, mean(batches)) / (batches.length - 1) / batches.length;
                half = Math.max(half, StudentT.twoSided(confidence, batches.length - 1) * Math.sqrt(variance));
            }
        }
        return half;
    }

    /** The interval of the mean of these batches; unbounded for fewer than {@value #FEWEST}, or dependent ones. */
    public Interval interval(double confidence) {
        double half = independent && count >= FEWEST
                ? StudentT.twoSided(confidence, count - 1) * Math.sqrt(varianceOfMean)
                : Double.POSITIVE_INFINITY;
        return new Interval(mean - half, mean, mean + half, confidence);
    }

    private static boolean areNeighboursAlike(double[] batches) {
        double squares = squares(batches, mean(batches));
        double steps = 0;
        for (int i = 1; i < batches.length; i++) {
            steps += (batches[i] - batches[i - 1]) * (batches[i] - batches[i - 1]);
        }
        double count = batches.length;
        // Of independent ones the ratio is 2, and this is normal about 0.
        double correlation = 1 - steps / (2 * squares);
        return correlation > ONE_SIDED * Math.sqrt((count - 2) / (count * count - 1));
    }

    private static double[] joined(double[] batches) {
        double[] pairs = new double[batches.length / 2];
        // Of an odd number the first is left out, which is the nearest to the warm-up.
        int first = batches.length % 2;
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (batches[first + 2 * i] + batches[first + 2 * i + 1]) / 2;
        }
        return pairs;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double squares(double[] values, double mean) {
        return Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
    }
}
