package io.giliran.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.health.Reply.Verdict;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpectedReplyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text:PING\\r\\n       | 50494e470d0a
            text:a\\t\\0\\\\\\x7F\\xff | 6109005c7fff
            text:é               | c3a9
            text: a b            | 20612062
            hex:00fF             | 00ff
            hex:0d 0a            | 0d0a
            """)
    void readsBytes(String written, String hex) {
        assertThat(CheckBytes.parse(written).buffer())
                .isEqualTo(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PING",
                "text:",
                "hex:",
                "hex:0",
                "hex:0g",
                "text:\\",
                "text:\\q",
                "text:\\x1",
                "text:\\xg0",
                "regex:",
                "regex:(",
                "regex:*",
                "REGEX:a"
            })
    void refusesWhatIsNoExpectationAndSaysWhatIs(String written) {
        assertThatThrownBy(() -> ExpectedReply.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("valid is " + ExpectedReply.VALID)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }

    @Test
    void aRegexCannotBeSent() {
        assertThatThrownBy(() -> CheckBytes.parse("regex:a"))
                .hasMessage("does not say what it is; valid is " + CheckBytes.VALID);
    }

    /** What comes, part by part with a bar between, and the verdict after each part; in the last case c3 and then e9. */
    @ParameterizedTest
    @CsvSource({
        "text:PONG, +PONG, MATCHED",
        "text:PONG, +PO|NG, NEEDS_MORE|MATCHED",
        "text:PONG, P|O|N|G, NEEDS_MORE|NEEDS_MORE|NEEDS_MORE|MATCHED",
        "text:PONG, PONPON|G, NEEDS_MORE|MATCHED",
        "text:aab, aa|ab, NEEDS_MORE|MATCHED",
        "text:PONG, PING|PING, NEEDS_MORE|NEEDS_MORE",
        "hex:4f4b, NOT O|K, NEEDS_MORE|MATCHED",
        "regex:^220[ -], 22|0 mail, NEEDS_MORE|MATCHED",
        "regex:^220[ -], 2|1, NEEDS_MORE|CANNOT_MATCH",
        "regex:^220[ -], 554 no, CANNOT_MATCH",
        "regex:role:(master|primary), role:sl|ave, NEEDS_MORE|NEEDS_MORE",
        "regex:ro.e:(mas|pri), #role|:pri, NEEDS_MORE|MATCHED",
        "regex:\\xe9, Ã|é, NEEDS_MORE|MATCHED",
    })
    void judgesWhatHasComeSoFar(String expectation, String parts, String verdicts) {
        String[] expected = verdicts.split("\\|");
        Reply reply = ExpectedReply.parse(expectation).begin();
        String[] written = parts.split("\\|");
        for (int i = 0; i < written.length; i++) {
            assertThat(reply.received(ByteBuffer.wrap(written[i].getBytes(ISO_8859_1))))
                    .as(written[i])
                    .isEqualTo(Verdict.valueOf(expected[i]));
        }
    }

    @Test
    void nothingMatchesAnyMoreAtTheEnd() {
        Reply reply = ExpectedReply.parse("text:PONG").begin();
        assertThat(reply.received(bytes("PON"))).isEqualTo(Verdict.NEEDS_MORE);

        assertThat(reply.ended()).isEqualTo(Verdict.CANNOT_MATCH);
        assertThat(reply.received(bytes("G"))).isEqualTo(Verdict.CANNOT_MATCH);
    }

    @Test
    void aMatchStays() {
        Reply reply = ExpectedReply.parse("text:a").begin();
        reply.received(bytes("a"));

        assertThat(reply.ended()).isEqualTo(Verdict.MATCHED);
    }

    @Test
    void noMoreThan16KiBAreLookedAt() {
        Reply found = ExpectedReply.parse("text:end").begin();
        assertThat(found.received(bytes("x".repeat(16 * 1024 - 3)))).isEqualTo(Verdict.NEEDS_MORE);
        assertThat(found.received(bytes("end and more"))).isEqualTo(Verdict.MATCHED);

        Reply beyond = ExpectedReply.parse("text:end").begin();
        assertThat(beyond.received(bytes("x".repeat(16 * 1024 - 2) + "end"))).isEqualTo(Verdict.CANNOT_MATCH);
    }

    @Test
    void showsWhatCame() {
        Reply reply = ExpectedReply.parse("text:PONG").begin();
        assertThat(reply.text()).isEqualTo("got nothing");

        reply.received(bytes("-ERR \"x\"\\\r\n\t\0é"));
        assertThat(reply.text()).isEqualTo("got \"-ERR \\\"x\\\"\\\\\\r\\n\\t\\x00\\xe9\"");

        reply.received(bytes("y".repeat(100)));
        assertThat(reply.text()).endsWith("y…\"").hasSizeLessThan(80);
    }

    /** To part n letters into three takes about n³/6 steps, 10^8 for a thousand; (a|c)* recurses once for each letter. */
    @ParameterizedTest
    @CsvSource({
        "'regex:^(.*)(.*)(.*)\\d', aaaaaaaaaa, 100, the regex takes more than 5000000 steps",
        "'regex:^(a|c)*b$', aaaaaaaaaaaaaaac, 1000, the regex goes too deep"
    })
    void givesUpARegexThatWouldTakeForEver(String expectation, String unit, int times, String why) {
        Reply reply = ExpectedReply.parse(expectation).begin();

        assertThat(reply.received(bytes(unit.repeat(times)))).isEqualTo(Verdict.CANNOT_MATCH);
        assertThat(reply.text()).startsWith(why + ", got \"aaaaaaaa");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }
}
