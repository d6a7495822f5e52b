package io.giliran.policy;

import java.time.Duration;
import java.util.OptionalDouble;

/** Parameters of all policies; each policy reads its own part. */
public record PolicyParameters(
        PeakEwma peakEwma,
        LeastTime leastTime,
        RingHash ringHash,
        Maglev maglev,
        OptionalDouble boundedLoad,
        Prequal prequal) {

    /** The values of {@code reference.conf}, for who uses the policies without a configuration. */
    public static final PolicyParameters DEFAULTS = new PolicyParameters(
            new PeakEwma(
                    Signal.FIRST_BYTE,
                    Duration.ofSeconds(10).toNanos(),
                    Duration.ofSeconds(5).toNanos()),
            new LeastTime(Signal.FIRST_BYTE, Duration.ofSeconds(10).toNanos()),
            new RingHash(1024, 8_388_608),
            new Maglev(65_537),
            OptionalDouble.empty(),
            new Prequal(3, 16, Duration.ofSeconds(1).toNanos(), 1, 0.84, 1));

    /**
     * The parameters of {@code peak-ewma} and {@code p2c.peak-ewma}.
     *
     * @param signal the time it learns from
     * @param decayNanos after which an old time counts 1/e
     * @param failurePenaltyNanos what a failed connection is taken to have lasted
     */
    public record PeakEwma(Signal signal, long decayNanos, long failurePenaltyNanos) {}

    /**
     * The parameters of {@code least-time}.
     *
     * @param signal the time it learns from
     * @param halvingNanos the half-life of a backend's average while it is not picked, so that it is tried again, in ns
     */
    public record LeastTime(Signal signal, long halvingNanos) {}

    /**
     * The parameters of {@code ring-hash}: how many points the ring has.
     *
     * @param minimumSize at least so many, all backends together
     * @param maximumSize at most so many
     */
    public record RingHash(int minimumSize, int maximumSize) {}

    /**
     * The parameters of {@code maglev}.
     *
     * @param tableSize a prime up to 5,000,011
     */
    public record Maglev(int tableSize) {}

    /**
     * The parameters of {@code prequal}.
     *
     * @param probesPerPick how many backends are asked after each pick
     * @param poolSize how many answers are kept
     * @param maximumAgeNanos how long an answer is of use
     * @param removalsPerPick how many answers are taken out of the pool at each pick, the oldest and the worst in turn
     * @param hotQuantile a backend is hot when it has more in flight than this quantile of the pool, 0 to 1
     * @param reuseSlack by how much more often answers may be used than the stationary rate, δ in the paper
     */
    public record Prequal(
            double probesPerPick,
            int poolSize,
            long maximumAgeNanos,
            double removalsPerPick,
            double hotQuantile,
            double reuseSlack) {}
}
