package io.giliran.metrics.validity;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.metrics.tail.CensoredHistogram;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The proof by simulation: a series whose true times are known is measured by a swarm that stands still now and then, begins
 * requests late and reads answers late. The true percentile always lies between the measured one less its bound and the measured.
 */
final class OwnLatenessTest {
    private static final double[] PARTS = {0.5, 0.9, 0.99, 0.999};
    private static final double MILLI = 1e6;
    private static final long LOOK_EVERY = 10_000_000;

    @ParameterizedTest
    @CsvSource({
        // requests, gap ms, mean RTT ms, a pause each so many ms, its mean length ms, noise of each read in µs
        "20000, 1, 5, 1000, 5, 0",
        "20000, 1, 5, 1000, 50, 20",
        "20000, 1, 50, 300, 20, 100",
        "5000, 5, 5, 10000, 1000, 50",
        "5000, 5, 0.3, 2000, 200, 50",
        "2000, 10, 100, 100, 10, 500",
        "50000, 0.2, 0.1, 500, 3, 30",
    })
    void theTruthLiesWithinTheBound(
            int requests, double gap, double rtt, double pauseEvery, double pauseLength, double noiseMicros) {
        for (long seed = 1; seed <= 20; seed++) {
            Measured measured = new Measured(seed, requests, gap, rtt, pauseEvery, pauseLength, noiseMicros);
            OwnLateness lateness = measured.lateness();
            for (double part : PARTS) {
                double truth = measured.truth.getValueAtPercentile(100 * part);
                double claimed = measured.corrected.getValueAtPercentile(100 * part);
                double least = lateness.atLeast(part);
                // Histograms tell times to a thousandth.
                assertThat(truth)
                        .as("p%s of seed %d: at least %s, claimed %s", 100 * part, seed, least, claimed)
                        .isBetween(least * 0.998, claimed * 1.002);
                assertThat(lateness.mayBeLowerBy(part)).isEqualTo(Math.max(0, claimed - least));
            }
            assertThat(measured.truth.getMean())
                    .isBetween(
                            (measured.corrected.getMean() - lateness.meanMayBeLowerBy()) * 0.97,
                            measured.corrected.getMean() * 1.001);
        }
    }

    /** The bound is no wider than it has to be: a few pauses move the far end, and hardly the middle. */
    @Test
    void aFewPausesHardlyMoveTheMedian() {
        Measured measured = new Measured(1, 20_000, 1, 10, 5_000, 50, 0);
        OwnLateness lateness = measured.lateness();

        assertThat(lateness.mayBeLowerBy(0.5)).isLessThan(0.1 * measured.corrected.getValueAtPercentile(50));
        assertThat(lateness.mayBeLowerBy(0.999)).isGreaterThan(10 * MILLI);
    }

    @Test
    void withoutLatenessThereIsNoBound() {
        Measured measured = new Measured(1, 5_000, 1, 10, 1e9, 1, 0);
        OwnLateness lateness = measured.lateness();

        assertThat(lateness.partLaterThan(0)).isZero();
        for (double part : PARTS) {
            assertThat(lateness.mayBeLowerBy(part))
                    .isLessThan(0.002 * measured.corrected.getValueAtPercentile(100 * part));
        }
    }

    @Test
    void whatWasNeverMeasuredIsNotMoved() {
        OwnLateness nothing = new OwnLateness(
                CensoredHistogram.of(new Histogram(3)), CensoredHistogram.of(new Histogram(3)), new Histogram(3));

        assertThat(nothing.mayBeLowerBy(0.99)).isZero();
        assertThat(nothing.meanMayBeLowerBy()).isZero();
    }

    /** A swarm with a series of its own: independent times, pauses of exponential lengths, reads that take a little longer. */
    private static final class Measured {
        final Histogram truth = new Histogram(3);
        final Histogram corrected = new Histogram(3);
        final Histogram punctual = new Histogram(3);
        final Histogram pauses = new Histogram(3);
        private final SplittableRandom random;
        private final long[] begins;
        private final long[] ends;

        Measured(
                long seed,
                int requests,
                double gapMillis,
                double rttMillis,
                double pauseEveryMillis,
                double pauseMillis,
                double noiseMicros) {
            random = new SplittableRandom(seed);
            double lasts = requests * gapMillis + 20 * rttMillis + 10_000;
            int count = (int) (lasts / pauseEveryMillis) + 1;
            begins = new long[count];
            ends = new long[count];
            long at = 0;
            for (int i = 0; i < count; i++) {
                begins[i] = at + exponential(pauseEveryMillis);
                ends[i] = begins[i] + exponential(pauseMillis);
                at = ends[i];
            }
            double clock = 0;
            for (int i = 0; i < requests; i++) {
                clock += exponential(gapMillis);
                long intended = (long) clock;
                long time = exponential(rttMillis);
                long sent = awake(intended);
                long read = awake(sent + time) + noise(noiseMicros);
                truth.recordValue(time);
                corrected.recordValue(read - intended);
                punctual.recordValue(read - sent);
            }
            for (long look = LOOK_EVERY; look < clock; look += LOOK_EVERY) {
                pauses.recordValue(awake(look) - look + noise(noiseMicros));
            }
        }

        OwnLateness lateness() {
            return new OwnLateness(CensoredHistogram.of(corrected), CensoredHistogram.of(punctual), pauses);
        }

        private long exponential(double meanMillis) {
            return Math.round(-Math.log(1 - random.nextDouble()) * meanMillis * MILLI);
        }

        private long noise(double micros) {
            return micros == 0 ? 0 : Math.round(-Math.log(1 - random.nextDouble()) * micros * 1_000);
        }

        /** The end of the pause that lies at that moment, or the moment itself. */
        private long awake(long moment) {
            int found = Arrays.binarySearch(begins, moment);
            int before = found >= 0 ? found : -found - 2;
            return before >= 0 && moment < ends[before] ? ends[before] : moment;
        }
    }
}
