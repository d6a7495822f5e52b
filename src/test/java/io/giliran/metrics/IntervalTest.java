package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.giliran.metrics.tail.Bounded;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IntervalTest {
    /** From the printed tables. */
    @ParameterizedTest
    @CsvSource({
        "0.95, 1, 12.7062", "0.95, 2, 4.3027", "0.95, 3, 3.1824", "0.95, 4, 2.7764", "0.95, 9, 2.2622",
        "0.95, 10, 2.2281", "0.95, 30, 2.0423", "0.99, 1, 63.6567", "0.99, 4, 4.6041", "0.99, 5, 4.0321",
        "0.99, 120, 2.6174", "0.5, 2, 0.8165", "0.95, 60, 2.0003", "0.90, 5, 2.0150", "0.99, 30, 2.7500",
        "0.999, 10, 4.5869", "0.98, 7, 2.9980"
    })
    void knowsStudentsT(double confidence, int degrees, double expected) {
        assertThat(StudentT.twoSided(confidence, degrees)).isCloseTo(expected, within(5e-5));
    }

    @Test
    void ofReplicationsIsStudents() {
        // Mean 3, variance 2.5, standard error √0.5, times 2.7764.
        Interval interval = Interval.ofReplications(new double[] {1, 2, 3, 4, 5}, 0.95);
        assertThat(interval.estimate()).isEqualTo(3);
        assertThat(interval.low()).isCloseTo(3 - 1.9632, within(1e-4));
        assertThat(interval.high()).isCloseTo(3 + 1.9632, within(1e-4));
        assertThat(interval.relativeHalfWidth()).isCloseTo(0.6544, within(1e-4));
        assertThat(interval.contains(4.9)).isTrue();
        assertThat(interval.contains(5)).isFalse();
    }

    @Test
    void ofOneRunNothingIsKnown() {
        Interval interval = Interval.ofReplications(new double[] {7}, 0.95);
        assertThat(interval.estimate()).isEqualTo(7);
        assertThat(interval.contains(-1e300)).isTrue();
        assertThatThrownBy(() -> Interval.ofReplications(new double[0], 0.95)).hasMessage("no values");
    }

    @Test
    void isWidenedToAnEstimateThatLiesOutside() {
        Interval interval = new Interval(1, 2, 3, 0.95);
        assertThat(interval.around(2.5)).isEqualTo(new Interval(1, 2.5, 3, 0.95));
        assertThat(interval.around(4)).isEqualTo(new Interval(1, 4, 4, 0.95));
    }

    /** Of 2,000 intervals of 95 % from 5 normal numbers, 1,900 ± 4 · √(2,000 · 0.95 · 0.05) have the true mean. */
    @Test
    void coversTheTruthAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(20_261_124);
        int covered = 0;
        for (int i = 0; i < 2_000; i++) {
            double[] values = new double[5];
            for (int j = 0; j < 5; j++) {
                values[j] = 10 + 3 * random.nextGaussian();
            }
            covered += Interval.ofReplications(values, 0.95).contains(10) ? 1 : 0;
        }
        assertThat(covered).isCloseTo(1_900, within(39));
    }

    @Test
    void pairsCancelWhatRunsShare() {
        // Runs differ a hundredfold; the second is lower by 9 to 11 % in each.
        double[] first = {1, 10, 100, 1_000};
        double[] second = {0.9, 8.9, 91, 900};
        PairedComparison comparison = PairedComparison.of(first, second, 0.95);
        assertThat(comparison.verdict()).isEqualTo(PairedComparison.Verdict.LOWER);
        assertThat(comparison.toString()).isEqualTo("-10.0 % [-11.3, -8.7]");
        assertThat(PairedComparison.of(second, first, 0.95).verdict()).isEqualTo(PairedComparison.Verdict.HIGHER);
    }

    /**
     * Relative differences are -0.1, -0.05, -0.1: mean -1/12, variance 1/1200, standard error 1/60, times 4.3027 that is
     * 0.0717.
     */
    @Test
    void comparesRunByRunInPartsOfTheFirst() {
        PairedComparison comparison = PairedComparison.of(new double[] {10, 20, 40}, new double[] {9, 19, 36}, 0.95);
        assertThat(comparison.difference().estimate()).isCloseTo(-1.0 / 12, within(1e-12));
        assertThat(comparison.difference().low()).isCloseTo(-1.0 / 12 - 0.0717, within(1e-4));
        assertThat(comparison.difference().high()).isCloseTo(-1.0 / 12 + 0.0717, within(1e-4));
        assertThat(comparison.verdict()).isEqualTo(PairedComparison.Verdict.LOWER);
        assertThat(comparison).hasToString("-8.3 % [-15.5, -1.2]");
    }

    @Test
    void isTheSameInAnotherUnit() {
        assertThat(new Interval(1, 2, 4, 0.95).times(0.5)).isEqualTo(new Interval(0.5, 1, 2, 0.95));
        assertThat(new Interval(1, 2, 4, 0.95).isUnbounded()).isFalse();
        assertThat(new Interval(1, 2, Double.POSITIVE_INFINITY, 0.95).isUnbounded())
                .isTrue();
    }

    @Test
    void saysWhenNothingIsShown() {
        PairedComparison comparison = PairedComparison.of(new double[] {1, 1, 1}, new double[] {0.9, 1.1, 1.02}, 0.95);
        assertThat(comparison.verdict()).isEqualTo(PairedComparison.Verdict.NO_DIFFERENCE_SHOWN);
        assertThat(comparison.toString()).startsWith("no difference shown [-").endsWith("] %");
        assertThat(PairedComparison.of(new double[] {2}, new double[] {1}, 0.95))
                .hasToString("-50.0 % in one run, which shows nothing");
        assertThatThrownBy(() -> PairedComparison.of(new double[1], new double[2], 0.95))
                .hasMessage("1 runs beside 2");
    }

    /** The second is certainly lower: the first is at least 76, so the second at most 1 / 76 of it. */
    @Test
    void aBoundIsEnoughWhereTheVerdictFollowsFromIt() {
        List<Bounded> open = List.of(Bounded.atLeast(76), Bounded.atLeast(80), Bounded.atLeast(78));
        List<Bounded> known = List.of(Bounded.exactly(1), Bounded.exactly(1.1), Bounded.exactly(1.05));
        PairedComparison lower = PairedComparison.of(open, known, 0.95);
        assertThat(lower.verdict()).isEqualTo(PairedComparison.Verdict.LOWER);
        assertThat(lower.toString()).isEqualTo("-98.7 % [-100.0, -98.6]");
        PairedComparison higher = PairedComparison.of(known, open, 0.95);
        assertThat(higher.verdict()).isEqualTo(PairedComparison.Verdict.HIGHER);
        assertThat(higher.toString()).startsWith("+7").endsWith(", ?]");
        // A bound that is too low says nothing.
        PairedComparison nothing = PairedComparison.of(
                List.of(Bounded.atLeast(0.5), Bounded.atLeast(0.5), Bounded.atLeast(0.6)), known, 0.95);
        assertThat(nothing.verdict()).isEqualTo(PairedComparison.Verdict.NO_DIFFERENCE_SHOWN);
        PairedComparison both = PairedComparison.of(open, open, 0.95);
        assertThat(both.verdict()).isEqualTo(PairedComparison.Verdict.NOT_COMPARABLE);
        assertThat(both.toString()).isEqualTo("both are known from below only");
    }

    @Test
    void whatCannotBeComparedSaysWhy() {
        List<Bounded> none = List.of(Bounded.EMPTY, Bounded.EMPTY);
        List<Bounded> one = List.of(Bounded.exactly(1), Bounded.exactly(1.1));
        List<Bounded> zero = List.of(Bounded.exactly(0), Bounded.exactly(0));
        assertThat(PairedComparison.of(none, one, 0.95).toString("a", "b")).isEqualTo("nothing was answered by a");
        assertThat(PairedComparison.of(one, none, 0.95).toString("a", "b")).isEqualTo("nothing was answered by b");
        assertThat(PairedComparison.of(none, none, 0.95)).hasToString("nothing was answered by either");
        assertThat(PairedComparison.of(zero, zero, 0.95)).hasToString("both are 0");
        assertThat(PairedComparison.of(zero, zero, 0.95).verdict())
                .isEqualTo(PairedComparison.Verdict.NO_DIFFERENCE_SHOWN);
        assertThat(PairedComparison.of(zero, one, 0.95).toString("a", "b")).isEqualTo("that of a is 0");
        assertThat(PairedComparison.of(one, zero, 0.95)).hasToString("-100.0 % [-100.0, -100.0]");
        assertThat(new PairedComparison(new Interval(Double.NaN, Double.NaN, Double.NaN, 0.95)).verdict())
                .isEqualTo(PairedComparison.Verdict.NOT_COMPARABLE);
        assertThat(new PairedComparison(new Interval(Double.NaN, Double.NaN, Double.NaN, 0.95)).toString())
                .doesNotContain("NaN");
        assertThat(PairedComparison.of(one, one, 0.95).withoutInterval())
                .hasToString("+0.0 % in these runs, which show nothing: the tail is too heavy");
    }
}
