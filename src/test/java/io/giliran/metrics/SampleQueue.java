package io.giliran.metrics;

import java.util.SplittableRandom;
import java.util.function.LongBinaryOperator;

/** Times in an M/M/1 system, request by request, by Lindley's recursion. Mean service time is 10 ms. */
final class SampleQueue {
    static final double SERVICE_NANOS = 10e6;
    private static final int WARM_UP = 20_000;

    private final SplittableRandom arrivals;
    private final SplittableRandom services;
    private final double load;
    private final double slower;
    private double wait;
    private double service;
    private double clock;

    /** @param slower factor of every service time; the load is what it would be without it */
    SampleQueue(long seed, double load, double slower) {
        SplittableRandom random = new SplittableRandom(seed);
        arrivals = random.split();
        services = random.split();
        this.load = load;
        this.slower = slower;
        for (int i = 0; i < WARM_UP; i++) {
            nextNanos();
        }
        clock = 0;
    }

    SampleQueue(long seed, double load) {
        this(seed, load, 1);
    }

    /** The time of the next request, from its arrival to its end. */
    long nextNanos() {
        double gap = exponential(arrivals) * SERVICE_NANOS / load;
        wait = Math.max(0, wait + service - gap);
        service = exponential(services) * SERVICE_NANOS * slower;
        clock += gap;
        return Math.round(wait + service);
    }

    /** When the last one arrived. */
    long clockNanos() {
        return Math.round(clock);
    }

    /** The percentile of the times at a load. */
    static double percentile(double part, double load) {
        return -Math.log(1 - part) * mean(load);
    }

    static double mean(double load) {
        return SERVICE_NANOS / (1 - load);
    }

    /** A run of so many requests; each one's time as the function of number and time has it, -1 for a failure. */
    RunSample sample(int requests, LongBinaryOperator times) {
        long[] nanos = new long[requests];
        long[] ends = new long[requests];
        for (int i = 0; i < requests; i++) {
            nanos[i] = times.applyAsLong(i, nextNanos());
            ends[i] = clockNanos() + nanos[i];
        }
        RunSample sample = new RunSample(0, clockNanos());
        for (int i = 0; i < requests; i++) {
            if (nanos[i] < 0) {
                sample.failed();
            } else {
                sample.answered(nanos[i], ends[i]);
            }
        }
        return sample;
    }

    RunSample sample(int requests) {
        return sample(requests, (number, nanos) -> nanos);
    }

    private static double exponential(SplittableRandom random) {
        return -Math.log(1 - random.nextDouble());
    }
}
