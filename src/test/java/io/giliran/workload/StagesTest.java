package io.giliran.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StagesTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void aRateGoesStraightToEachTarget() {
        Stages stages = new Stages(0, Stages.parse("10s:100,30s:1000,5s:0"));

        assertThat(stages.nanos()).isEqualTo(45 * SECOND);
        assertThat(stages.rateAt(0)).isZero();
        assertThat(stages.rateAt(5 * SECOND)).isEqualTo(50);
        assertThat(stages.rateAt(10 * SECOND)).isEqualTo(100);
        assertThat(stages.rateAt(25 * SECOND)).isEqualTo(550);
        assertThat(stages.rateAt(40 * SECOND)).isEqualTo(1_000);
        assertThat(stages.rateAt(45 * SECOND)).isZero();
        assertThat(stages.most()).isEqualTo(1_000);
        // 10·50 + 30·550 + 5·500
        assertThat(stages.arrivals()).isEqualTo(19_500);
    }

    /** From 0 to 100/s in 10 s: the n-th one when 5·t² = n. */
    @Test
    void arrivalsOfARampComeFasterAndFaster() {
        RampedArrivals arrivals = new RampedArrivals(new Stages(0, Stages.parse("10s:100")));

        for (int number = 0; number < 500; number++) {
            assertThat(arrivals.nextNanos() / 1e9).isCloseTo(Math.sqrt(number / 5.0), within(1e-8));
        }
        assertThat(arrivals.nextNanos()).isEqualTo(Arrivals.NO_MORE);
    }

    /** A rate that stays the same is that of constant arrivals, over the joint of two stages too. */
    @Test
    void aLevelStageIsConstant() {
        RampedArrivals level = new RampedArrivals(new Stages(70, Stages.parse("1s:70,2s:70")));
        ConstantArrivals constant = new ConstantArrivals(70);
        for (int number = 0; number < 210; number++) {
            assertThat(level.nextNanos()).isCloseTo(constant.nextNanos(), within(2L));
        }
        assertThat(level.nextNanos()).isEqualTo(Arrivals.NO_MORE);
    }

    @Test
    void aRampDownEndsWithItsLastStage() {
        RampedArrivals arrivals = new RampedArrivals(new Stages(100, Stages.parse("2s:0")));
        long last = -1;
        int count = 0;
        for (long next = arrivals.nextNanos(); next != Arrivals.NO_MORE; next = arrivals.nextNanos()) {
            assertThat(next).isGreaterThan(last).isLessThan(2 * SECOND);
            last = next;
            count++;
        }
        assertThat(count).isEqualTo(100);
    }

    /** Counts of each second against the rate's integral, within four standard deviations. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void thinnedArrivalsFollowTheRate(long seed) {
        Stages stages = new Stages(200, Stages.parse("5s:2000,5s:2000,5s:0"));
        ThinnedArrivals arrivals = new ThinnedArrivals(stages, new SplittableRandom(seed));
        int[] counts = new int[15];
        long last = 0;
        for (long next = arrivals.nextNanos(); next != Arrivals.NO_MORE; next = arrivals.nextNanos()) {
            assertThat(next).isGreaterThanOrEqualTo(last);
            last = next;
            counts[(int) (next / SECOND)]++;
        }
        for (int second = 0; second < counts.length; second++) {
            double expected = stages.rateAt(second * SECOND + SECOND / 2);
            assertThat((double) counts[second])
                    .as("seed %d, second %d", seed, second)
                    .isCloseTo(expected, within(4 * Math.sqrt(expected)));
        }
    }

    @Test
    void theSameSeedGivesTheSameArrivals() {
        Stages stages = new Stages(0, Stages.parse("1s:500"));
        ThinnedArrivals one = new ThinnedArrivals(stages, new SplittableRandom(7));
        ThinnedArrivals same = new ThinnedArrivals(stages, new SplittableRandom(7));
        for (long next = one.nextNanos(); next != Arrivals.NO_MORE; next = one.nextNanos()) {
            assertThat(same.nextNanos()).isEqualTo(next);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | is not made of stages: an empty one",
                "10s | is not made of stages: 10s",
                "10s:100, | is not made of stages: an empty one",
                "10:100 | is not made of stages: 10:100, where 10 has no unit",
                "0s:100 | is not made of stages: 0s:100",
                "10s:-1 | is not made of stages: 10s:-1, where -1 is not a rate",
                "999999d:5 | is not made of stages: 999999d:5, where 999999d is too long",
                "10s:fast | is not made of stages: 10s:fast, where fast is not a rate",
                "10s:1:2 | is not made of stages: 10s:1:2"
            })
    void namesWhatIsNoStage(String text, String why) {
        assertThatThrownBy(() -> Stages.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        why + "; valid is stages DURATION:RATE with commas between them, for example 10s:100,30s:1000");
    }
}
