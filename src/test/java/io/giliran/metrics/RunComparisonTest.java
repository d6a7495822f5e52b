package io.giliran.metrics;

import static io.giliran.metrics.PairedComparison.Verdict.HIGHER;
import static io.giliran.metrics.PairedComparison.Verdict.LOWER;
import static io.giliran.metrics.PairedComparison.Verdict.NOT_COMPARABLE;
import static io.giliran.metrics.PairedComparison.Verdict.NO_DIFFERENCE_SHOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunComparisonTest {
    private static final int PAIRS = 200;
    private static final int REQUESTS = 20_000;

    /** One request of a hundred fails, at random. Where there is nothing to find, at most 7 of 100 lines find something. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.8})
    void equalRunsShowNoDifference(double load) {
        Map<String, Integer> agree = new LinkedHashMap<>();
        for (int pair = 0; pair < PAIRS; pair++) {
            RunComparison comparison = RunComparison.of(run(2 * pair, load, 1), run(2 * pair + 1, load, 1), false);
            for (RunComparison.Line line : comparison.lines()) {
                agree.merge(line.name(), line.verdict() == NO_DIFFERENCE_SHOWN ? 1 : 0, Integer::sum);
            }
        }
        assertThat(agree)
                .as("seeds 0 to %d", 2 * PAIRS - 1)
                .hasSize(7)
                .allSatisfy((name, count) -> assertThat(count).as(name).isGreaterThanOrEqualTo(PAIRS * 93 / 100));
    }

    /** The same requests, and each takes a little longer or shorter by chance: paired, that too must not be found. */
    @Test
    void pairsThatDifferByChanceShowNoDifference() {
        Map<String, Integer> agree = new LinkedHashMap<>();
        double width = 0;
        double unpairedWidth = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            RunSample first = noisy(pair, 1_000_000 + 2 * pair, 1);
            RunSample second = noisy(pair, 1_000_001 + 2 * pair, 1);
            RunComparison comparison = RunComparison.of(first, second, true);
            for (RunComparison.Line line : comparison.lines()) {
                agree.merge(line.name(), line.verdict() == NO_DIFFERENCE_SHOWN ? 1 : 0, Integer::sum);
            }
            double unpaired = width(RunComparison.of(first, second, false), "p90");
            if (Double.isFinite(unpaired)) {
                width += width(comparison, "p90");
                unpairedWidth += unpaired;
            }
        }
        assertThat(agree)
                .as("seeds 0 to %d", PAIRS - 1)
                .hasSize(7)
                .allSatisfy((name, count) -> assertThat(count).as(name).isGreaterThanOrEqualTo(PAIRS * 93 / 100));
        // That is what pairs are for.
        assertThat(width).isLessThan(unpairedWidth / 3);
    }

    @Test
    void aRealDifferenceIsFoundWithItsSize() {
        int found = 0;
        int right = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            RunComparison comparison = RunComparison.of(run(2 * pair, 0.5, 1), run(2 * pair + 1, 0.5, 1.2), false);
            RunComparison.Line p90 = line(comparison, "p90");
            found += p90.verdict() == HIGHER ? 1 : 0;
            right += p90.difference().contains(0.2) ? 1 : 0;
            assertThat(line(comparison, "mean").verdict()).isNotEqualTo(LOWER);
        }
        assertThat(found).isGreaterThanOrEqualTo(PAIRS * 90 / 100);
        assertThat(right).isBetween(PAIRS * 90 / 100, PAIRS * 99 / 100);
    }

    /** Paired, a difference of 2 % is found as surely. */
    @Test
    void pairsFindLess() {
        int found = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            RunComparison comparison = RunComparison.of(
                    noisy(pair, 1_000_000 + 2 * pair, 1), noisy(pair, 1_000_001 + 2 * pair, 0.98), true);
            found += line(comparison, "p90").verdict() == LOWER ? 1 : 0;
        }
        assertThat(found).isGreaterThanOrEqualTo(PAIRS * 90 / 100);
    }

    @Test
    void errorsAndRateAreFoundToo() {
        RunSample good = run(1, 0.5, 1);
        RunSample bad = new SampleQueue(2, 0.4).sample(REQUESTS, (number, nanos) -> number % 20 == 0 ? -1 : nanos);
        RunComparison comparison = RunComparison.of(good, bad, false);
        assertThat(line(comparison, "errors").verdict()).isEqualTo(HIGHER);
        // 1 % and 5 %.
        assertThat(line(comparison, "errors").difference().contains(0.04)).isTrue();
        assertThat(line(comparison, "errors").difference().high()).isLessThan(0.045);
        // 50 · 0.99 and 40 · 0.95 a second.
        assertThat(line(comparison, "rate").verdict()).isEqualTo(LOWER);
        assertThat(line(comparison, "rate").difference().contains(38 / 49.5 - 1))
                .isTrue();
    }

    @Test
    void withoutAnswersOnlyRateAndErrorsAreCompared() {
        RunSample none = new RunSample(0, 1_000_000_000);
        none.failed();
        assertThat(RunComparison.of(none, none, false).lines())
                .extracting(RunComparison.Line::name, RunComparison.Line::verdict)
                .containsExactly(tuple("rate", NOT_COMPARABLE), tuple("errors", NO_DIFFERENCE_SHOWN));
    }

    private static RunSample run(long seed, double load, double factor) {
        SampleQueue queue = new SampleQueue(seed, load);
        SplittableRandom fate = new SplittableRandom(seed);
        return queue.sample(REQUESTS, (number, nanos) -> fate.nextInt(100) == 0 ? -1 : Math.round(nanos * factor));
    }

    /** The requests of one seed; each one's time varies by up to 10 % as another has it. */
    private static RunSample noisy(long seed, long noiseSeed, double factor) {
        SplittableRandom noise = new SplittableRandom(noiseSeed);
        return new SampleQueue(seed, 0.5)
                .sample(REQUESTS, (number, nanos) -> Math.round(nanos * factor * noise.nextDouble(0.9, 1.1)));
    }

    private static double width(RunComparison comparison, String name) {
        Interval difference = line(comparison, name).difference();
        return difference.high() - difference.low();
    }

    private static RunComparison.Line line(RunComparison comparison, String name) {
        return comparison.lines().stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
