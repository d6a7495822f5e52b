package io.giliran.backend;

import io.giliran.workload.Distribution;
import java.util.SplittableRandom;

/** Draws the service times of requests that do not say their own. Thread-safe; what is drawn depends on the seed. */
final class ServiceTimes {
    /** 2^64 divided by the golden ratio: names that differ a little give seeds that differ a lot. */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private final Distribution distribution;
    private final SplittableRandom random;

    /** Backends of one run share the run's seed, so the name goes into theirs: otherwise all would draw alike. */
    ServiceTimes(Distribution distribution, long seed, String name) {
        this.distribution = distribution;
        this.random = new SplittableRandom(seed ^ name.hashCode() * SPREAD);
    }

    synchronized long nextNanos() {
        return distribution.sampleNanos(random);
    }
}
