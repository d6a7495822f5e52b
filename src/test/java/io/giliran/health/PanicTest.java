package io.giliran.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PanicTest {
    @ParameterizedTest
    @CsvSource({
        "50, 2, 4, false, 2 of 4 are healthy, at least 50 %",
        "50, 1, 4, true, 1 of 4 are healthy, below 50 %",
        "50, 1, 2, false, 1 of 2 are healthy, at least 50 %",
        "50, 0, 1, true, 0 of 1 are healthy, below 50 %",
        "67, 2, 3, true, 2 of 3 are healthy, below 67 %",
        "66, 2, 3, false, 2 of 3 are healthy, at least 66 %",
        "100, 3, 4, true, 3 of 4 are healthy, below 100 %",
    })
    void isThereBelowThePercentage(int percent, int healthy, int primaries, boolean on, String first, String second) {
        assertThat(Panic.of(percent, healthy, primaries, false)).isEqualTo(new Panic(on, first + ", " + second));
    }

    @Test
    void isNeverThereWithoutAThresholdOrBackends() {
        assertThat(Panic.of(0, 0, 4, false)).isEqualTo(Panic.OFF);
        assertThat(Panic.of(50, 0, 0, false)).isEqualTo(Panic.OFF);
    }

    @Test
    void isNotThereWhileABackupIsHealthy() {
        assertThat(Panic.of(50, 1, 4, true))
                .isEqualTo(new Panic(false, "1 of 4 are healthy, below 50 %, but a backup is"));
    }
}
