package io.giliran.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.workload.DurationText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two grammars of durations are one, as far as both go. */
final class DurationGrammarTest {
    private static final long HOUR = 3_600_000_000_000L;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.0",
                "0s",
                "1ns",
                "0.5ns",
                "10us",
                "10µs",
                "12.5ms",
                "8.3s",
                "2m",
                "60m",
                "1h",
                "007ms",
                "0.1234567891s"
            })
    void whatBothTakeIsTheSame(String text) {
        assertThat(DurationGrammar.parseNanos(text, HOUR)).isEqualTo(DurationText.parseNanos(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "20",
                "1.5",
                "ms",
                "-1ms",
                "+1ms",
                "1e3ms",
                ".5ms",
                "1.ms",
                "1MS",
                "NaNms",
                "NaN",
                "Infinity",
                "1 fortnight",
                "2h",
                "61m",
                "999999d",
                "9223372036854775807ns",
                "9223372036854775808ns",
                "99999999999999999999999999s",
                "0000000000000000000000000000000000001s"
            })
    void whatTheyRefuseIsTheSame(String text) {
        assertThatThrownBy(() -> DurationText.parseNanos(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DurationGrammar.parseNanos(text, HOUR)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"2 minutes, 120000000000", "1hour, 3600000000000", "3 micros, 3000", "5 nanoseconds, 5"})
    void takesTheLongFormsOfHocon(String text, long nanos) {
        assertThat(DurationGrammar.parseNanos(text, HOUR)).isEqualTo(nanos);
    }
}
