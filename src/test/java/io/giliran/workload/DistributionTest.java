package io.giliran.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DistributionTest {
    @ParameterizedTest
    @CsvSource({
        "10ms, fixed:10ms",
        "0, fixed:0ns",
        "fixed:1500us, fixed:1.5ms",
        "uniform:5ms:15ms, uniform:5ms:15ms",
        "uniform:5ms:5ms, uniform:5ms:5ms",
        "exp:0.01s, exp:10ms",
        "lognormal:10ms:2.0, lognormal:10ms:2",
        "lognormal:10ms:0, lognormal:10ms:0",
        "pareto:1ms:1.50, pareto:1ms:1.5",
        "bimodal:1ms:100ms:0.9, bimodal:1ms:100ms:0.9",
        "bimodal:1ms:100ms:1, bimodal:1ms:100ms:1"
    })
    void itsTextIsCanonicalAndReadsBack(String text, String canonical) {
        Distribution distribution = Distribution.parse(text);

        assertThat(distribution).hasToString(canonical);
        assertThat(Distribution.parse(canonical)).isEqualTo(distribution);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fixed:10ms|10e6",
                "uniform:5ms:15ms|10e6",
                "exp:10ms|10e6",
                "lognormal:10ms:0|10e6",
                // 10 ms · e^(2²/2) = 10 ms · e²
                "lognormal:10ms:2|73890560.98930650",
                // 3 · 1 ms / (3 - 1)
                "pareto:1ms:3|1.5e6",
                // 0.9 · 1 ms + 0.1 · 100 ms
                "bimodal:1ms:100ms:0.9|10.9e6",
                "pareto:0ms:1|0",
                "lognormal:0ms:1000|0"
            })
    void knowsItsMean(String text, double mean) {
        assertThat(Distribution.parse(text).meanNanos()).isCloseTo(mean, within(1e-3));
    }

    @Test
    void aParetoTailOfShapeOneHasNoFiniteMean() {
        assertThat(Distribution.parse("pareto:1ms:1").meanNanos()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Distribution.parse("pareto:1ms:0.5").meanNanos()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|is not a distribution; valid is",
                "gauss:1ms|is not a distribution; valid is",
                "EXP:10ms|is not a distribution; valid is",
                "10ms:2|is not a distribution; valid is",
                "-5ms|is not a distribution; valid is",
                "10|is not a distribution: 10 has no unit; valid is",
                "fixed|is not a distribution: fixed takes 1 value after it, not 0; valid is",
                "exp:1ms:2ms|is not a distribution: exp takes 1 value after it, not 2; valid is",
                "uniform:1ms|is not a distribution: uniform takes 2 values after it, not 1; valid is",
                "exp:|is not a distribution: an empty value is not a duration; valid is",
                "exp:fast|is not a distribution: fast is not a duration; valid is",
                "exp:2h|is not a distribution: 2h is too long; valid is",
                "exp:61m|is not a distribution: 61m is too long; valid is",
                "uniform:15ms:5ms|is not a distribution: 15ms is longer than 5ms; valid is",
                "lognormal:10ms:x|is not a distribution: sigma x is not a number; valid is",
                "lognormal:10ms:-1|is not a distribution: sigma -1 is not a number; valid is",
                "lognormal:10ms:1001|is not a distribution: sigma 1001 is above 1000; valid is",
                "pareto:1ms:0|is not a distribution: shape 0 is not above 0; valid is",
                "bimodal:1ms:2ms:1.1|is not a distribution: probability 1.1 is above 1; valid is",
                "bimodal:1ms:2ms:|is not a distribution: probability an empty value is not a number; valid is",
            })
    void saysInOneLineWhatIsWrongAndWhatIsValid(String text, String message) {
        assertThatThrownBy(() -> Distribution.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .hasMessageContaining("bimodal:1ms:100ms:0.9")
                .hasMessageNotContaining("\n");
    }
}
