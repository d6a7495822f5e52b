package io.giliran.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArrivalRateTest {
    @ParameterizedTest
    @CsvSource({
        "100, 100",
        "0.5, 0.5",
        "2k, 2000",
        "1.5K, 1500",
        "1m, 1000000",
        "100/s, 100",
        "2k/s, 2000",
        "6000/min, 100",
        "6k/min, 100",
        "3m/min, 50000",
        "1000m, 1000000000",
        "0.000001, 0.000001"
    })
    void readsARatePerSecond(String text, double perSecond) {
        assertThat(ArrivalRate.parsePerSecond(text)).isEqualTo(perSecond);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1e3", "2kk", "2g", "100/h", "100 /s", "/s", "1/", "fast", "Infinity"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> ArrivalRate.parsePerSecond(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not a rate; valid is a number above 0, with k (thousand) or m (million)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0/min", "0k"})
    void refusesZero(String text) {
        assertThatThrownBy(() -> ArrivalRate.parsePerSecond(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not above 0; valid is a number above 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000.001m", "0.0000001", "99999999999999999999999"})
    void refusesWhatNanosecondsCannotSay(String text) {
        assertThatThrownBy(() -> ArrivalRate.parsePerSecond(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is out of range; valid is from 0.000001 to 1000m a second");
    }
}
