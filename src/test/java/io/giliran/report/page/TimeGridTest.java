package io.giliran.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimeGridTest {
    @ParameterizedTest
    @CsvSource({
        "30, 100, 0.5, 60",
        "10, 100, 0.1, 100",
        "8.02, 240, 0.05, 160",
        "3600, 240, 20, 180",
        "0.0004, 100, 0.001, 1",
        "1, 1, 1, 1",
        "0.3, 100, 0.005, 60"
    })
    void stepsAreRoundNumbers(double seconds, int most, double step, int pieces) {
        TimeGrid grid = TimeGrid.of(seconds, most);

        assertThat(grid.step()).isCloseTo(step, within(1e-12));
        assertThat(grid.pieces()).isEqualTo(pieces);
    }

    @Test
    void theLastPieceHasWhatIsLeftOver() {
        TimeGrid grid = TimeGrid.ofStep(2.7, 0.5);

        assertThat(grid.pieces()).isEqualTo(5);
        assertThat(grid.length(0)).isEqualTo(0.5);
        assertThat(grid.length(4)).isCloseTo(0.7, within(1e-9));
        assertThat(grid.at(-5)).isZero();
        assertThat(grid.at(499_999_999)).isZero();
        assertThat(grid.at(500_000_000)).isEqualTo(1);
        assertThat(grid.at(2_600_000_000L)).isEqualTo(4);
        assertThat(grid.at(Long.MAX_VALUE)).isEqualTo(4);
    }
}
