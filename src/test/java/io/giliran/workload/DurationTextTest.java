package io.giliran.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "12.5ms, 12500000",
        "10us, 10000",
        "10µs, 10000",
        "100ns, 100",
        "1s, 1000000000",
        "2m, 120000000000",
        "60m, 3600000000000",
        "1h, 3600000000000",
        "0, 0",
        "0.00, 0",
        "0s, 0",
        "0.4ns, 0",
        "0.5ns, 1",
        "007ms, 7000000",
        // In a double this is 8299999999.999999.
        "8.3s, 8300000000",
        "0.1234567891s, 123456789"
    })
    void readsANumberWithAUnit(String text, long nanos) {
        assertThat(DurationText.parseNanos(text)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "ms", "-1ms", "+1ms", "1 ms", "1e3ms", ".5ms", "1.ms", "1MS", "1ms ", "NaNms"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> DurationText.parseNanos(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is not a duration; valid is a number with ns, us, ms, s, m or h, for example 12.5ms");
    }

    @Test
    void refusesANumberWithoutUnit() {
        assertThatThrownBy(() -> DurationText.parseNanos("10"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has no unit; valid is a number with ns, us, ms, s, m or h, for example 12.5ms");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "60.001m",
                "2h",
                "1d",
                "999999d",
                "9223372036854775807ns",
                "3600.000000001s",
                "9999999999999999999999s"
            })
    void refusesMoreThanAnHour(String text) {
        assertThatThrownBy(() -> DurationText.parseNanos(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is too long; valid is a duration of at most 1 hour");
    }

    @Test
    void refusesALongTextWithoutReadingIt() {
        assertThatThrownBy(() -> DurationText.parseNanos("0".repeat(60_000) + "1s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not a duration");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ns",
        "7, 7 ns",
        "999, 999 ns",
        "1000, 1.00 µs",
        "1234, 1.23 µs",
        "1235, 1.24 µs",
        "12345, 12.3 µs",
        "412345, 412 µs",
        "999499, 999 µs",
        "999500, 1.00 ms",
        "1230000, 1.23 ms",
        "999500000, 1.00 s",
        "2000000000, 2.00 s",
        "61000000000, 61.0 s",
        "1234000000000, 1230 s",
        "3600000000000, 3600 s"
    })
    void showsThreeSignificantDigits(long nanos, String text) {
        assertThat(DurationText.format(nanos)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0ns",
        "999, 999ns",
        "1000, 1us",
        "999999, 999.999us",
        "1000000, 1ms",
        "999999999, 999.999999ms",
        "1000000000, 1s",
        "12500000, 12.5ms",
        "1500000000, 1.5s",
        "3600000000000, 3600s"
    })
    void writesTheShortestExactText(long nanos, String text) {
        assertThat(DurationText.canonical(nanos)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readsBackExactlyWhatItWrote(long seed) {
        RandomGenerator random =
                RandomGeneratorFactory.of("Xoroshiro128PlusPlus").create(seed);
        for (int i = 0; i < 10_000; i++) {
            // Spread over all magnitudes: from 1 ns to 1 h.
            long nanos = random.nextLong(DurationText.MAX_NANOS) >> random.nextInt(42);
            String text = DurationText.canonical(nanos);
            assertThat(DurationText.parseNanos(text))
                    .as("seed %d, text %s", seed, text)
                    .isEqualTo(nanos);
        }
    }
}
