package io.giliran.metrics;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;

/**
 * A queue with one server whose true mean and percentiles are known: Poisson (or Erlang) arrivals, independent service
 * times with mean 1. Times of single requests come from Lindley's recursion, the truth from numbers that do not use it:
 * closed forms where there are any, else the waiting time as a geometric number of residual service times (Pollaczek and
 * Khinchine), summed on a fine grid (Panjer's recursion).
 */
public final class SampleSystem {
    private static final double UNIT_NANOS = 10e6;
    private static final int WARM_UP = 10_000;
    private static final int CELLS = 30_000;

    private final String name;
    private final double load;
    private final String serviceText;
    private final int phases;
    private final ToDoubleFunction<SplittableRandom> service;
    private final double squaredVariation;
    private final DoubleUnaryOperator survival;
    private final DoubleUnaryOperator residualSurvival;
    private final double step;
    private double[] waiting = {};

    private SampleSystem(
            String name,
            String serviceText,
            double load,
            int phases,
            ToDoubleFunction<SplittableRandom> service,
            double squaredVariation,
            DoubleUnaryOperator survival,
            DoubleUnaryOperator residualSurvival,
            double farthest) {
        this.name = name;
        this.load = load;
        this.serviceText = serviceText;
        this.phases = phases;
        this.service = service;
        this.squaredVariation = squaredVariation;
        this.survival = survival;
        this.residualSurvival = residualSurvival;
        step = farthest / CELLS;
    }

    /** Those whose intervals have to hold what they say: light tails, then heavy ones. */
    public static List<SampleSystem> all() {
        return List.of(
                exponential(0.5),
                exponential(0.8),
                exponential(0.9),
                erlangArrivals(4, 0.8),
                fixed(0.8),
                bimodal(0.8),
                logNormal(1, 0.5),
                logNormal(2, 0.5),
                logNormal(2, 0.8),
                pareto(3, 0.5),
                pareto(2.5, 0.5),
                pareto(2.1, 0.5),
                pareto(2.1, 0.8),
                pareto(1.5, 0.5));
    }

    public static SampleSystem exponential(double load) {
        return new SampleSystem(
                "M/M/1 " + load,
                "exp:10ms",
                load,
                1,
                SampleSystem::exponential,
                1,
                x -> Math.exp(-x),
                x -> Math.exp(-x),
                0);
    }

    public static SampleSystem erlangArrivals(int phases, double load) {
        return new SampleSystem(
                "E" + phases + "/M/1 " + load,
                "exp:10ms",
                load,
                phases,
                SampleSystem::exponential,
                1,
                x -> Math.exp(-x),
                x -> Math.exp(-x),
                0);
    }

    public static SampleSystem fixed(double load) {
        return new SampleSystem(
                "M/D/1 " + load,
                "fixed:10ms",
                load,
                1,
                random -> 1,
                0,
                x -> x < 1 ? 1 : 0,
                x -> Math.max(0, 1 - x),
                60);
    }

    /** Nine of ten take 0.1, the others 9.1. */
    public static SampleSystem bimodal(double load) {
        return new SampleSystem(
                "bimodal " + load,
                "bimodal:1ms:91ms:0.9",
                load,
                1,
                random -> random.nextDouble() < 0.9 ? 0.1 : 9.1,
                0.9 * 0.01 + 0.1 * 82.81 - 1,
                x -> x < 0.1 ? 1 : x < 9.1 ? 0.1 : 0,
                x -> 0.9 * Math.max(0, 0.1 - x) + 0.1 * Math.max(0, 9.1 - x),
                600);
    }

    public static SampleSystem logNormal(double sigma, double load) {
        double mu = -sigma * sigma / 2;
        return new SampleSystem(
                "lognormal " + sigma + " at " + load,
                "lognormal:" + Math.round(Math.exp(mu) * UNIT_NANOS) + "ns:" + sigma,
                load,
                1,
                random -> Math.exp(mu + sigma * random.nextGaussian()),
                Math.expm1(sigma * sigma),
                x -> x <= 0 ? 1 : normalTail((Math.log(x) - mu) / sigma),
                x -> x <= 0
                        ? 1
                        : normalTail((Math.log(x) - mu - sigma * sigma) / sigma)
                                - x * normalTail((Math.log(x) - mu) / sigma),
                sigma > 1.5 ? 3_000 * load : 120);
    }

    public static SampleSystem pareto(double shape, double load) {
        double least = (shape - 1) / shape;
        return new SampleSystem(
                "pareto " + shape + " at " + load,
                "pareto:" + Math.round(least * UNIT_NANOS) + "ns:" + shape,
                load,
                1,
                random -> least / Math.pow(1 - random.nextDouble(), 1 / shape),
                shape > 2 ? 1 / (shape * (shape - 2)) : Double.POSITIVE_INFINITY,
                x -> x <= least ? 1 : Math.pow(least / x, shape),
                x -> x <= least
                        ? least - x + least / (shape - 1)
                        : Math.pow(least, shape) * Math.pow(x, 1 - shape) / (shape - 1),
                shape > 2.3 ? 400 : 3_000);
    }

    public String name() {
        return name;
    }

    /** The service times as scenarios write them, in units of 10 ms. */
    public String serviceText() {
        return serviceText;
    }

    /** How busy the server is. */
    public double load() {
        return load;
    }

    /** How many servers take turns, each of which is such a queue. */
    public int servers() {
        return phases;
    }

    /** How many nanoseconds a unit of time is in the series. */
    public static double unitNanos() {
        return UNIT_NANOS;
    }

    /** The mean time from arrival to end; infinite where the variance of the service times is. */
    public double mean() {
        return phases > 1 ? erlangMean() : 1 + load * (1 + squaredVariation) / (2 * (1 - load));
    }

    /** The time that a part of all requests stays below. */
    public double percentile(double part) {
        if (step == 0) {
            return -Math.log(1 - part) * mean();
        }
        if (waiting.length == 0) {
            waiting = waiting();
        }
        double low = 0;
        double high = step * CELLS;
        for (int i = 0; i < 50; i++) {
            double middle = (low + high) / 2;
            if (beyond(middle) > 1 - part) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** Hands over the times of a run, in ns, which has been going on for a while. */
    public void run(long seed, int requests, LongConsumer taker) {
        SplittableRandom random = new SplittableRandom(seed);
        SplittableRandom arrivals = random.split();
        SplittableRandom services = random.split();
        double wait = 0;
        double last = 0;
        for (int i = -WARM_UP; i < requests; i++) {
            double gap = 0;
            for (int phase = 0; phase < phases; phase++) {
                gap += exponential(arrivals) / phases;
            }
            wait = Math.max(0, wait + last - gap / load);
            last = service.applyAsDouble(services);
            if (i >= 0) {
                taker.accept(Math.round((wait + last) * UNIT_NANOS));
            }
        }
    }

    /** Probabilities of the waiting time on the grid. */
    private double[] waiting() {
        double[] residual = new double[CELLS];
        for (int i = 0; i < CELLS; i++) {
            // What lies nearest to the point of the grid.
            residual[i] = residualSurvival.applyAsDouble(Math.max(0, (i - 0.5) * step))
                    - residualSurvival.applyAsDouble((i + 0.5) * step);
        }
        double[] found = new double[CELLS];
        double scale = load / (1 - load * residual[0]);
        found[0] = (1 - load) / (1 - load * residual[0]);
        for (int i = 1; i < CELLS; i++) {
            double sum = 0;
            for (int j = 1; j <= i; j++) {
                sum += residual[j] * found[i - j];
            }
            found[i] = scale * sum;
        }
        return found;
    }

    private double beyond(double time) {
        double sum = 1;
        for (int i = 0; i < CELLS && i * step <= time; i++) {
            sum -= waiting[i] * (1 - survival.applyAsDouble(time - i * step));
        }
        return sum;
    }

    private double erlangMean() {
        double root = 0.5;
        double total = phases * load;
        for (int i = 0; i < 1_000; i++) {
            root = Math.pow(total / (total + 1 - root), phases);
        }
        return 1 / (1 - root);
    }

    private static double exponential(SplittableRandom random) {
        return -Math.log(1 - random.nextDouble());
    }

    /** The part of the standard normal distribution beyond z, to 1e-7 (Abramowitz and Stegun 26.2.17). */
    private static double normalTail(double z) {
        if (z < 0) {
            return 1 - normalTail(-z);
        }
        double t = 1 / (1 + 0.2316419 * z);
        double sum = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * sum;
    }
}
