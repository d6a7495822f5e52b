package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteTextTest {
    private final ByteText text = new ByteText(1);

    @ParameterizedTest
    @ValueSource(
            strings = {"", "plain", "\u007f\u0080", "ü", "\u07ff\u0800", "€\uffff", "😀 \ud800\udc00 \udbff\udfff"})
    void encodesAsUtf8(String value) {
        assertThat(shown(text.put(value))).isEqualTo(value);
    }

    @Test
    void halfASurrogatePairBecomesAQuestionMark() {
        assertThat(shown(text.put("a\ud800b\udc00c\udfff"))).isEqualTo("a?b?c?");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, 1_795_468_380_000_000_000L, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void writesNumbers(long number) {
        assertThat(shown(text.put(number))).isEqualTo(Long.toString(number));
    }

    @Test
    void padsWithZeros() {
        assertThat(shown(text.putPadded(7, 3).put(' ').putPadded(123, 3))).isEqualTo("007 123");
    }

    @Test
    void makesRoomForEachCharacter() {
        for (int i = 0; i < 1_000; i++) {
            text.putCodePoint(0x1F600);
        }

        assertThat(shown(text)).isEqualTo("😀".repeat(1_000));
    }

    @Test
    void growsAndStartsAnew() {
        String large = "0123456789".repeat(10_000);

        assertThat(shown(text.put('x').put(large))).isEqualTo("x" + large);

        text.clear();
        assertThat(shown(text.put(new byte[] {'a', 'b'}))).isEqualTo("ab");
    }

    @Test
    void encodesBase64WithPadding() {
        // RFC 4648, section 10
        assertThat(shown(text.putBase64("foob".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("Zm9vYg==");
    }

    private static String shown(ByteText text) {
        return new String(text.array(), 0, text.length(), StandardCharsets.UTF_8);
    }
}
