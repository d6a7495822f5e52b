package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvFormulaTest {
    @ParameterizedTest
    @ValueSource(strings = {"=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\tx", "\rx"})
    void aFormulaIsDisarmed(String cell) {
        assertThat(CsvFormula.disarmed(cell)).isEqualTo("'" + cell);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "'",
                "b1",
                "b=1",
                "'b1",
                "=1",
                "'=1",
                "''=1",
                "-",
                "'-",
                "''",
                "\t",
                "'\t",
                "127.0.0.1:80",
                "[::1]:80"
            })
    void eachTextIsReadBackAsItWas(String cell) {
        assertThat(CsvFormula.armed(CsvFormula.disarmed(cell))).isEqualTo(cell);
    }

    @Test
    void whatIsNoFormulaStaysAsItIs() {
        assertThat(CsvFormula.disarmed("b1")).isEqualTo("b1");
        assertThat(CsvFormula.disarmed("it's")).isEqualTo("it's");
    }
}
