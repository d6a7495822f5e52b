package io.giliran.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RandomStreamTest {
    /** The first numbers of the authors' program from the state 1, 2, 3, 4. */
    @Test
    void isXoshiro256PlusPlus() {
        RandomStream stream = RandomStream.ofState(1, 2, 3, 4);
        long[] expected = {
            41_943_041L,
            58_720_359L,
            3_588_806_011_781_223L,
            3_591_011_842_654_386L,
            Long.parseUnsignedLong("9228616714210784205")
        };
        for (long number : expected) {
            assertThat(stream.nextLong()).isEqualTo(number);
        }
    }

    /** Numbers are made ahead, more each time; a stream that begins anew meanwhile forgets them. */
    @Test
    void numbersMadeAheadAreThoseOfOneAfterTheOther() {
        RandomStream stream = new RandomStream(0);
        for (int count : new int[] {1, 2, 3, 4, 63, 64, 65, 1000}) {
            long[] state = new long[4];
            for (int i = 0; i < state.length; i++) {
                state[i] = RandomStream.mix(count + (i + 1) * 0x9e3779b97f4a7c15L);
            }
            stream.reseed(count);
            for (int i = 0; i < count; i++) {
                assertThat(stream.nextLong()).isEqualTo(xoshiro(state));
            }
        }
    }

    /** A step of the authors' program. */
    private static long xoshiro(long[] s) {
        long result = Long.rotateLeft(s[0] + s[3], 23) + s[0];
        long shifted = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = Long.rotateLeft(s[3], 45);
        return result;
    }

    /** SplitMix64 from 0: its first number is the mix of one step. */
    @Test
    void mixesAsSplitMix() {
        assertThat(RandomStream.mix(0x9e3779b97f4a7c15L)).isEqualTo(0xe220a8397b1dcdafL);
    }

    @Test
    void equalSeedsAndNamesGiveEqualStreams() {
        assertThat(firstOf(RandomStream.named(7, "arrivals"))).isEqualTo(firstOf(RandomStream.named(7, "arrivals")));
        assertThat(firstOf(RandomStream.named(7, "arrivals"))).isNotEqualTo(firstOf(RandomStream.named(7, "demands")));
        assertThat(firstOf(RandomStream.named(7, "arrivals"))).isNotEqualTo(firstOf(RandomStream.named(8, "arrivals")));
        RandomStream again = new RandomStream(1);
        again.nextLong();
        again.reseed(5);
        assertThat(firstOf(again)).isEqualTo(firstOf(new RandomStream(5)));
    }

    /** Each of n numbers comes as often: chi-squared of n - 1 degrees stays below its 99.99 % quantile. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100})
    void drawsEachNumberBelowTheBoundAlike(int bound) {
        RandomStream stream = new RandomStream(20_261_124);
        int draws = 10_000 * bound;
        int[] seen = new int[bound];
        long[] seenLong = new long[bound];
        for (int i = 0; i < draws; i++) {
            seen[stream.nextInt(bound)]++;
            seenLong[(int) stream.nextLong(bound)]++;
        }
        // The quantile by Wilson and Hilferty; 3.719 is the normal one.
        double degrees = Math.max(1, bound - 1);
        double limit = degrees * Math.pow(1 - 2 / (9 * degrees) + 3.719 * Math.sqrt(2 / (9 * degrees)), 3);
        assertThat(Arrays.stream(seen)
                        .mapToDouble(count -> Math.pow(count - 10_000, 2) / 10_000)
                        .sum())
                .isLessThan(limit);
        assertThat(Arrays.stream(seenLong)
                        .mapToDouble(count -> Math.pow(count - 10_000, 2) / 10_000)
                        .sum())
                .isLessThan(limit);
    }

    @Test
    void aLargeBoundIsNotFavouredAtOneEnd() {
        RandomStream stream = new RandomStream(3);
        int bound = (1 << 30) + (1 << 29);
        long lower = 0;
        for (int i = 0; i < 100_000; i++) {
            lower += stream.nextInt(bound) < bound / 2 ? 1 : 0;
        }
        // Four standard deviations of 158.
        assertThat(lower).isCloseTo(50_000, within(632L));
    }

    @Test
    void needsABoundAboveZero() {
        assertThatThrownBy(() -> new RandomStream(1).nextInt(0)).hasMessage("bound 0 is not above 0");
        assertThatThrownBy(() -> new RandomStream(1).nextLong(-1)).hasMessage("bound -1 is not above 0");
    }

    @Test
    void uniformsAreFromZeroToBelowOneAndNormalsAreNormal() {
        RandomStream stream = new RandomStream(11);
        int draws = 200_000;
        double sum = 0;
        double squares = 0;
        double uniforms = 0;
        long beyondTwo = 0;
        for (int i = 0; i < draws; i++) {
            double uniform = stream.nextDouble();
            assertThat(uniform).isGreaterThanOrEqualTo(0).isLessThan(1);
            uniforms += uniform;
            double normal = stream.nextGaussian();
            sum += normal;
            squares += normal * normal;
            beyondTwo += Math.abs(normal) > 2 ? 1 : 0;
        }
        // Four standard errors each: 1/√12, 1, √2, √(p(1-p)) over √draws.
        assertThat(uniforms / draws).isCloseTo(0.5, within(0.0026));
        assertThat(sum / draws).isCloseTo(0, within(0.009));
        assertThat(squares / draws).isCloseTo(1, within(0.0127));
        assertThat((double) beyondTwo / draws).isCloseTo(0.0455, within(0.0019));
    }

    private static long[] firstOf(RandomStream stream) {
        return new long[] {stream.nextLong(), stream.nextLong(), stream.nextLong()};
    }

    /** The first run has the seed itself; no run of one seed is one of another. */
    @Test
    void runsOfDifferentSeedsHaveNothingInCommon() {
        Set<Long> seeds = new HashSet<>();
        for (long seed = -50; seed < 50; seed++) {
            assertThat(RandomStream.seedOfRun(seed, 0)).isEqualTo(seed);
            for (long run = 0; run < 100; run++) {
                seeds.add(RandomStream.seedOfRun(seed, run));
            }
        }
        assertThat(seeds).hasSize(100 * 100);
    }
}
