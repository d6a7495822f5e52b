package io.giliran.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConsoleTextTest {
    @ParameterizedTest
    @CsvSource({
        "109 µs, 109 us",
        "±?, +-?",
        "a very long na…, a very long na...",
        "text:… , text:...",
        "2 × 3 – 4 · 5 ≤ 6 → 7, 2 x 3 - 4 . 5 <= 6 -> 7",
        "ü, \\u00fc",
        "😀, \\ud83d\\ude00"
    })
    void whatAsciiLacksIsWrittenInIt(String text, String shown) {
        assertThat(ConsoleText.shown(text, StandardCharsets.US_ASCII)).isEqualTo(shown);
        assertThat(ConsoleText.shown(text, StandardCharsets.UTF_8)).isEqualTo(text);
    }

    /** A sign of two characters takes a blank, before it or behind it. */
    @Test
    void columnsStayWhereTheyAre() {
        String table = """
                RTT in ms            mean            p50
                random      171.3  ±35.62  114.6  ±22.93
                a long na…     1.000          1
                """;
        assertThat(ConsoleText.shown(table, StandardCharsets.US_ASCII)).isEqualTo("""
                RTT in ms            mean            p50
                random      171.3 +-35.62  114.6 +-22.93
                a long na...   1.000          1
                """);
    }

    @Test
    void aConsoleWithSomeOfThemKeepsThose() {
        assertThat(ConsoleText.shown("µs ± …", StandardCharsets.ISO_8859_1)).isEqualTo("µs ± ...");
    }

    @Test
    void whatActsOnATerminalIsEscaped() {
        assertThat(ConsoleText.line("b\u001b[31m\u202e\u200b1\n")).isEqualTo("b\\u001b[31m\\u202e\\u200b1\\n");
        assertThat(ConsoleText.lines("b\u0007\n1")).isEqualTo("b\\u0007\n1");
    }
}
