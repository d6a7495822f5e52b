package io.giliran.backend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestLineTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "hello world ", " hello", "a=b", "héllo 世界", "hello @work=5ms", " @work=5ms"})
    void takesALineWithoutTokensAsTheMessage(String line) throws BadRequest {
        RequestLine request = parse(line);

        assertThat(request.hasWork()).isFalse();
        assertThat(message(request)).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"@", "@hello", "@hello a=b", "@ work=5ms"})
    void takesAnAtSignWithoutKeyAndValueAsTheMessage(String line) throws BadRequest {
        assertThat(message(parse(line))).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "@work=12.5ms hello,12500000,hello",
                "@work=0 hello,0,hello",
                "@work=1us,1000,''",
                "@work=1us ,1000,''",
                "@work=1us  hello ,1000,' hello '",
                "@work=1us @you,1000,@you"
            })
    void takesTheServiceTimeFromTheHead(String line, long workNanos, String message) throws BadRequest {
        RequestLine request = parse(line);

        assertThat(request.hasWork()).isTrue();
        assertThat(request.workNanos()).isEqualTo(workNanos);
        assertThat(message(request)).isEqualTo(message);
    }

    @Test
    void dropsOneCarriageReturnAtTheEnd() throws BadRequest {
        assertThat(message(parse("hello\r"))).isEqualTo("hello");
        assertThat(message(parse("hel\rlo\r\r"))).isEqualTo("hel\rlo\r");
        assertThat(message(parse("\r"))).isEmpty();
        assertThat(parse("@work=5ns\r").workNanos()).isEqualTo(5);
    }

    @Test
    void readsAPartOfALargerBuffer() throws BadRequest {
        byte[] bytes = "other@work=1ms hello\rother".getBytes(UTF_8);

        RequestLine request = RequestLine.parse(ByteBuffer.wrap(bytes, 5, 16));

        assertThat(request.workNanos()).isEqualTo(1_000_000);
        assertThat(message(request)).isEqualTo("hello");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@wrok=5ms hello      | unknown key @wrok; known is @work=DURATION",
                "@=5ms                | unknown key @; known is @work=DURATION",
                "@work=1ms @work=2ms  | @work is given twice",
                "@work=1ms @also=2 hi | unknown key @also; known is @work=DURATION",
            })
    void refusesKeysThatCannotBeUsed(String line, String reason) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(BadRequest.class).hasMessage(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "5", "-1ms", "61m", "1e9ms"})
    void refusesServiceTimesThatCannotBeUsedAndNamesThem(String value) {
        assertThatThrownBy(() -> parse("@work=" + value + " hello"))
                .isInstanceOf(BadRequest.class)
                .hasMessageStartingWith("@work=" + value + " ")
                .hasMessageContaining("for example 12.5ms");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00ff",
                "hello \u00c3",
                "\u00c0\u0080",
                "\u00ed\u00a0\u0080",
                "@work=1ms \u00f5\u0080\u0080\u0080"
            })
    void refusesBytesThatAreNotUtf8(String bytes) {
        assertThatThrownBy(() -> RequestLine.parse(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1))))
                .isInstanceOf(BadRequest.class)
                .hasMessage("the line is not valid UTF-8");
    }

    @Test
    void showsWhatTheClientWroteShortAndHarmless() {
        assertThatThrownBy(() -> parse("@work=\u001b[31m" + "x".repeat(1000)))
                .hasMessageStartingWith("@work=?[31mx")
                .hasMessageMatching("[\\x20-\\x7e]{1,200}");
    }

    private static RequestLine parse(String line) throws BadRequest {
        return RequestLine.parse(ByteBuffer.wrap(line.getBytes(UTF_8)));
    }

    private static String message(RequestLine request) {
        return UTF_8.decode(request.message()).toString();
    }
}
