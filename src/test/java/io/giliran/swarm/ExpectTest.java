package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.metrics.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExpectTest {
    @Test
    void readsWhatAnAnswerEndsWith() {
        assertThat(Expect.parse("line").kind()).isEqualTo(Expect.Kind.LINE);
        assertThat(Expect.parse("line").text()).isNull();
        assertThat(Expect.parse("line:+PONG").text()).asString().isEqualTo("+PONG");
        assertThat(Expect.parse("length:12").length()).isEqualTo(12);
        assertThat(Expect.parse("delimiter:\\r\\n\\r\\n").text()).asString().isEqualTo("\r\n\r\n");
        assertThat(Expect.parse("close").kind()).isEqualTo(Expect.Kind.CLOSE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lines | is not what an answer ends with",
                "'' | is not what an answer ends with",
                "length | has no length from 1 to 1073741824",
                "length:0 | has no length from 1 to 1073741824",
                "length:-1 | has no length from 1 to 1073741824",
                "length:1073741825 | has no length from 1 to 1073741824",
                "length:99999999999999999999 | has no length from 1 to 1073741824",
                "delimiter | names no delimiter",
                "delimiter: | names no delimiter",
                "delimiter:\\q | has a backslash that begins no escape",
                "close:1 | takes no value after close"
            })
    void namesWhatIsWrong(String written, String why) {
        assertThatThrownBy(() -> Expect.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(why + "; valid is line, line:TEXT ");
    }

    @ParameterizedTest
    @CsvSource({
        "line, anything, OK",
        "line:+PONG, +PONG, OK",
        "line:+PONG, +PON, WRONG_ANSWER",
        "line:+PONG, -PONG, WRONG_ANSWER",
        "line:+PONG, +PONGS, WRONG_ANSWER",
        "length:4, abcd, OK"
    })
    void aLineWithAnotherTextIsAWrongAnswer(String expect, String answer, Outcome outcome) {
        FixedText dialogue = new FixedText("PING\r\n".getBytes(StandardCharsets.UTF_8), Expect.parse(expect));
        ByteBuffer bytes = ByteBuffer.wrap(("x" + answer + "y").getBytes(StandardCharsets.UTF_8));

        assertThat(dialogue.judge(new Request(), bytes, 1, bytes.limit() - 1)).isEqualTo(outcome);
    }

    @Test
    void theSameBytesAreSentAgainAndAgain() {
        FixedText dialogue = new FixedText("PING\r\n".getBytes(StandardCharsets.UTF_8), Expect.parse("line"));
        for (int i = 0; i < 3; i++) {
            assertThat(StandardCharsets.UTF_8
                            .decode(dialogue.bytes(new Request()))
                            .toString())
                    .isEqualTo("PING\r\n");
        }
        assertThat(dialogue.message(new Request())).isEqualTo("PING\r\n");
    }
}
