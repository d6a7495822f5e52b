package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WrappedTest {
    @Test
    void fillsALineToTheHundredthColumn() {
        // 5 for the label, 45, a blank, 49
        String text = "a".repeat(45) + " " + "b".repeat(49);

        assertThat(Wrapped.lines("note ", text)).isEqualTo("note " + text + "\n");
        assertThat(Wrapped.lines("note ", text + "c d"))
                .isEqualTo("note " + "a".repeat(45) + "\n     " + "b".repeat(49) + "c d\n");
    }

    @Test
    void aWordThatIsTooLongStandsAlone() {
        assertThat(Wrapped.lines("x ", "w".repeat(120) + " y")).isEqualTo("x " + "w".repeat(120) + "\n  y\n");
    }
}
