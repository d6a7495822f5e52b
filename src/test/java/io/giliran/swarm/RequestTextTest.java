package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTextTest {
    /** The label {@code client-17 request-3} has 19 characters; a blank and at least one dot make 21. */
    @ParameterizedTest
    @CsvSource({
        "0,  client-17 request-3",
        "19, client-17 request-3",
        "20, client-17 request-3",
        "21, client-17 request-3 .",
        "32, client-17 request-3 ............"
    })
    void aMessageIsItsLabelAndDotsUpToThePayload(int payload, String message) {
        assertThat(RequestText.message(17, 3, payload)).isEqualTo(message);
    }

    @Test
    void aLongPayloadIsExact() {
        assertThat(RequestText.message(17, 3, 65_024)).hasSize(65_024).matches("client-17 request-3 \\.+");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 'hello\n'",
        "0, '@work=0ms hello\n'",
        "1, '@work=0.000001ms hello\n'",
        "1500000, '@work=1.5ms hello\n'",
        "10000000, '@work=10ms hello\n'",
        "12345678901, '@work=12345.678901ms hello\n'",
        "100000000000000, '@work=100000000ms hello\n'"
    })
    void aLineAsksForItsWorkExactly(long nanos, String line) {
        assertThat(StandardCharsets.UTF_8
                        .decode(RequestText.line("hello", nanos))
                        .toString())
                .isEqualTo(line.replace("\\n", "\n"));
    }

    @Test
    void anAnswerIsANameAndTheMessage() {
        assertThat(RequestText.answers("b1 client-1 request-2", "client-1 request-2"))
                .isTrue();
        assertThat(RequestText.backend("b1 client-1 request-2")).isEqualTo("b1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "b1",
                "b1 ",
                "client-1 request-2",
                " client-1 request-2",
                "b1  client-1 request-2",
                "b1 client-1 request-2 ",
                "b1 client-1 request-22",
                "b1 client-1 request-",
                "b1 client-1 request-3",
                "b1 x client-1 request-2",
                "b1 error client-1 request-2",
                "error: client-1 request-2"
            })
    void nothingElseIsAnAnswer(String answer) {
        assertThat(RequestText.answers(answer, "client-1 request-2")).isFalse();
    }
}
