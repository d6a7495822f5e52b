package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.metrics.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelledLinesTest {
    private final LabelledLines lines = new LabelledLines();

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
        assertThat(message(17, 3, payload)).isEqualTo(message);
        assertThat(sent(request(17, 3, payload, -1))).isEqualTo(message + "\n");
    }

    @Test
    void aLongPayloadIsExact() {
        assertThat(message(17, 3, 65_024)).hasSize(65_024).matches("client-17 request-3 \\.+");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, ''",
        "0, '@work=0ms '",
        "1, '@work=0.000001ms '",
        "1500000, '@work=1.5ms '",
        "10000000, '@work=10ms '",
        "10050000, '@work=10.05ms '",
        "12345678901, '@work=12345.678901ms '",
        "100000000000000, '@work=100000000ms '"
    })
    void aLineAsksForItsWorkExactly(long nanos, String work) {
        Request request = request(1, 2, 0, nanos);

        assertThat(sent(request)).isEqualTo(work + "client-1 request-2\n");
        assertThat(lines.message(request)).isEqualTo("client-1 request-2");
    }

    /** What was recorded is the whole line, with its work and its end. */
    @ParameterizedTest
    @CsvSource({"60, 1500000", "40, -1", "33, 1500000", "1, -1"})
    void aPrescribedLengthIsThatOfTheWholeLine(int bytes, long work) {
        Request request = request(1, 2, 32, work);
        request.wireBytes = bytes;
        int least = "client-1 request-2\n".length() + (work < 0 ? 0 : "@work=1.5ms ".length());

        assertThat(sent(request)).hasSize(Math.max(bytes, least));
        assertThat(judged("b1 " + lines.message(request), request)).isEqualTo(Outcome.OK);
    }

    @Test
    void aNumberHasAllItsDigits() {
        assertThat(sent(request(1_000_000, 98_765_432_109L, 0, -1))).isEqualTo("client-1000000 request-98765432109\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 7, 1_234_567})
    void anAnswerIsANameAndTheMessage(long work) {
        Request request = request(1, 2, 32, work);

        assertThat(judged("b1 client-1 request-2 .............", request)).isEqualTo(Outcome.OK);
        assertThat(request.backend).isEqualTo("b1");
    }

    @Test
    void anAnswerMayStandAnywhere() {
        Request request = request(1, 2, 0, -1);
        ByteBuffer bytes = ByteBuffer.wrap("xxb2 client-1 request-2yy".getBytes(StandardCharsets.UTF_8));

        assertThat(lines.judge(request, bytes, 2, bytes.limit() - 2)).isEqualTo(Outcome.OK);
        assertThat(request.backend).isEqualTo("b2");
        assertThat(lines.judge(request, bytes, 2, bytes.limit() - 1)).isEqualTo(Outcome.WRONG_ANSWER);
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
        Request request = request(1, 2, 0, -1);

        assertThat(judged(answer, request)).isEqualTo(Outcome.WRONG_ANSWER);
        assertThat(request.backend).isNull();
    }

    @Test
    void eachNameIsMadeOnce() {
        Request first = request(1, 2, 0, -1);
        Request second = request(1, 2, 0, -1);
        judged("b1 client-1 request-2", first);
        judged("b2 client-1 request-2", request(1, 2, 0, -1));
        judged("b1 client-1 request-2", second);

        assertThat(second.backend).isSameAs(first.backend);
    }

    /** Any service may be under test, and its name stands on the console and in every file. */
    @Test
    void aNameActsOnNoTerminal() {
        Request request = request(1, 2, 0, -1);
        judged("b\u001b[31m\u202e client-1 request-2", request);

        assertThat(request.backend).isEqualTo("b\\u001b[31m\\u202e");
    }

    @Test
    void namesWithoutEndAreNotAllKept() {
        BackendNames names = new BackendNames();
        for (int i = 0; i < 4_096; i++) {
            ByteBuffer name = ByteBuffer.wrap(("b" + i).getBytes(StandardCharsets.UTF_8));
            assertThat(names.of(name, 0, name.limit())).isEqualTo("b" + i);
        }
        assertThat(names.of(ByteBuffer.wrap(new byte[] {'c', '1'}), 0, 2)).isEqualTo("others");
        assertThat(names.of(ByteBuffer.wrap(new byte[] {'b', '7'}), 0, 2)).isEqualTo("b7");
    }

    static String message(int client, long number, int payload) {
        return new LabelledLines().message(request(client, number, payload, -1));
    }

    private static Request request(int client, long number, int payload, long work) {
        Request request = new Request().begin(client, number, 0, false);
        request.payloadBytes = payload;
        request.workNanos = work;
        return request;
    }

    private String sent(Request request) {
        return StandardCharsets.UTF_8.decode(lines.bytes(request)).toString();
    }

    private Outcome judged(String answer, Request request) {
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        return lines.judge(request, ByteBuffer.wrap(bytes), 0, bytes.length);
    }
}
