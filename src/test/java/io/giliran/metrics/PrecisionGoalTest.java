package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrecisionGoalTest {
    @ParameterizedTest
    @CsvSource({
        "p99±5%, p99±5%, 0.99, 0.05",
        "p99+-5%, p99±5%, 0.99, 0.05",
        "p99+/-5%, p99±5%, 0.99, 0.05",
        "p99~5%, p99±5%, 0.99, 0.05",
        // What a JVM makes of the two bytes of ± where the locale has none: 17, 25, and Latin 1.
        "p99\uFFFD\uFFFD5%, p99±5%, 0.99, 0.05",
        "p99??5%, p99±5%, 0.99, 0.05",
        "p99?5%, p99±5%, 0.99, 0.05",
        "p99Â±5%, p99±5%, 0.99, 0.05",
        "p99.9 ± 2.5 %, p99.9±2.5%, 0.999, 0.025",
        "p50±1%, p50±1%, 0.5, 0.01"
    })
    void readsPercentiles(String text, String shown, double part, double relative) {
        PrecisionGoal goal = PrecisionGoal.parse(text);
        assertThat(goal).isEqualTo(new PrecisionGoal(shown, part, relative));
    }

    @Test
    void readsTheMean() {
        PrecisionGoal goal = PrecisionGoal.parse("mean+-2%");
        assertThat(goal.part()).isNaN();
        assertThat(goal.interval(LatencySeriesTest.series(1, 0.5, 20_000)).estimate())
                .isBetween(18e6, 22e6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p99",
                "p99±",
                "p99±5",
                "±5%",
                "p±5%",
                "q99±5%",
                "p99±-5%",
                "p99±0%",
                "p99±100%",
                "p0±5%",
                "p100±5%",
                "p99±5%x",
                "99±5%"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> PrecisionGoal.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("valid is");
    }

    @Test
    void saysHowFarItIs() {
        PrecisionGoal goal = PrecisionGoal.parse("p99±5%");
        assertThat(goal.progress(new LatencySeries())).isEqualTo("p99 ±?, wanted ±5%");
        assertThat(goal.progress(LatencySeriesTest.series(1, 0.5, 30_000))).matches("p99 ±\\d+\\.\\d%, wanted ±5%");
    }
}
