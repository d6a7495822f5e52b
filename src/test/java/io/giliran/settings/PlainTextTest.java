package io.giliran.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainTextTest {
    /** ESC, NUL, DEL, CSI (C1), right-to-left override, isolate, zero-width space, byte order mark, separators, a tag. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x1B, 0, 7, 0x7F, 0x9B, 0x85, 0x202E, 0x2066, 0x200B, 0xFEFF, 0x2028, 0x2029, 0x61C, 0xAD, 0xE0041,
                0xD800
            })
    void whatActsOnATerminalOrIsNotSeenIsEscaped(int codePoint) {
        String text = PlainText.line("a" + Character.toString(codePoint) + "b");

        assertThat(PlainText.isPlain(codePoint)).isFalse();
        assertThat(text).startsWith("a\\u").endsWith("b");
        assertThat(text.chars()).allMatch(c -> c >= ' ' && c < 0x7F);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "b1", "10 % – ±3 µs", "giliran à Jakarta 轮到", "\\u001b as text", "\uD83D\uDE00"})
    void whatCanBeReadStays(String text) {
        assertThat(PlainText.line(text)).isSameAs(text);
        assertThat(PlainText.lines(text)).isSameAs(text);
    }

    @Test
    void escapesAsJsonDoes() {
        assertThat(PlainText.line("a\u001b[31m\r\n\tb\u009b\uDB40\uDC41"))
                .isEqualTo("a\\u001b[31m\\r\\n\\tb\\u009b\\udb40\\udc41");
    }

    @Test
    void linesKeepTheirLineFeedsOnly() {
        assertThat(PlainText.lines("a\r\nb\u202ec\n")).isEqualTo("a\\r\nb\\u202ec\n");
    }
}
