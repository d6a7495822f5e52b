package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswerCutterTest {
    private final AnswerCutter lines = new AnswerCutter(Expect.LABELLED_LINE);

    @Test
    void takesEachWholeLineWithoutItsEnd() {
        ByteBuffer bytes = bytes("b1 one\nb2 two\n");

        assertThat(next(lines, bytes)).isEqualTo("b1 one");
        assertThat(lines.answerBytes()).isEqualTo(7);
        assertThat(next(lines, bytes)).isEqualTo("b2 two");
        assertThat(next(lines, bytes)).isNull();
    }

    @Test
    void keepsWhatHasNoEndYet() {
        assertThat(next(lines, bytes("b1 "))).isNull();
        assertThat(next(lines, bytes("on"))).isNull();
        ByteBuffer rest = bytes("e\nb1 t");
        assertThat(next(lines, rest)).isEqualTo("b1 one");
        assertThat(lines.answerBytes()).isEqualTo(7);
        assertThat(next(lines, rest)).isNull();
        assertThat(rest.hasRemaining()).isFalse();
        assertThat(next(lines, bytes("wo\n"))).isEqualTo("b1 two");
    }

    @Test
    void anEndAloneEndsWhatWasKept() {
        assertThat(next(lines, bytes("b1 one"))).isNull();
        assertThat(next(lines, bytes("\n"))).isEqualTo("b1 one");
        assertThat(next(lines, bytes("\n"))).isEmpty();
    }

    /** Cuts the same answers anywhere, also inside of a character or a delimiter. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "labelled | 1 | LF | b1 ä€😀; ;b2 LONG;b3 line with\ttab",
                "line | 2 | LF | +PONG; ;-ERR LONG",
                "line | 3 | CRLF | +PONG; ;-ERR LONG",
                "delimiter:--- | 4 | --- | one; ;-two;--three;f-o--u-r;LONG",
                "delimiter:aab | 5 | aab | xa;aaax;LONGaa;aaa",
                "length:7 | 6 | NONE | 7 bytes;and 7  ;at last"
            })
    void piecesOfAnySizeGiveTheSameAnswers(String end, long seed, String written, String answers) {
        List<String> sent = List.of(answers.replace("LONG", "x".repeat(300)).split(";")).stream()
                .map(answer -> answer.equals(" ") ? "" : answer)
                .toList();
        String ending = written.replace("CR", "\r").replace("LF", "\n").replace("NONE", "");
        byte[] all = (String.join(ending, sent) + ending).getBytes(StandardCharsets.UTF_8);
        AnswerCutter cutter = new AnswerCutter(end.equals("labelled") ? Expect.LABELLED_LINE : Expect.parse(end));
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 50; round++) {
            List<String> received = new ArrayList<>();
            long count = 0;
            for (int from = 0; from < all.length; ) {
                int length = Math.min(all.length - from, 1 + random.nextInt(8));
                ByteBuffer piece = ByteBuffer.wrap(all, from, length);
                while (piece.hasRemaining()) {
                    String answer = next(cutter, piece);
                    if (answer != null) {
                        received.add(answer);
                        count += cutter.answerBytes();
                    }
                }
                from += length;
            }
            assertThat(received).as("seed %d, round %d", seed, round).isEqualTo(sent);
            assertThat(count).isEqualTo(all.length);
        }
    }

    /** A carriage return is part of a message of the line protocol; elsewhere it belongs to the end of the line. */
    @Test
    void aReturnBeforeTheEndIsOursToKeepAndTheirsToDrop() {
        assertThat(next(lines, bytes("b1 one\r\n"))).isEqualTo("b1 one\r");
        assertThat(next(new AnswerCutter(Expect.parse("line")), bytes("+PONG\r\n")))
                .isEqualTo("+PONG");
    }

    /** The protocol's 65,536 bytes, and 128 for the backend's name. */
    @Test
    void whatHasNoEndAfterTheLongestLineIsOverlong() {
        next(lines, bytes("x".repeat(65_536)));
        assertThat(lines.isOverlong()).isFalse();
        next(lines, bytes("x".repeat(128)));
        assertThat(lines.isOverlong()).isFalse();
        next(lines, bytes("x"));
        assertThat(lines.isOverlong()).isTrue();
    }

    @Test
    void aLineThatIsTakenMakesRoomAgain() {
        next(lines, bytes("x".repeat(65_000)));
        assertThat(next(lines, bytes("\n"))).hasSize(65_000);
        next(lines, bytes("x".repeat(65_000)));
        assertThat(lines.isOverlong()).isFalse();
    }

    /** What nobody looks into may be as long as it likes; the beginning is kept. */
    @Test
    void aLongAnswerIsCountedAndItsBeginningKept() {
        AnswerCutter cutter = new AnswerCutter(Expect.parse("length:1000000"));
        for (int i = 0; i < 999; i++) {
            assertThat(next(cutter, bytes("y".repeat(1_000)))).isNull();
            assertThat(cutter.isOverlong()).isFalse();
        }
        assertThat(next(cutter, bytes("y".repeat(1_000)))).hasSizeBetween(65_536, 70_000);
        assertThat(cutter.answerBytes()).isEqualTo(1_000_000);
    }

    @Test
    void untilCloseAllIsOneAnswer() {
        AnswerCutter cutter = new AnswerCutter(Expect.parse("close"));
        assertThat(next(cutter, bytes("one\n"))).isNull();
        assertThat(next(cutter, bytes("two\n"))).isNull();
        cutter.finish();

        assertThat(cutter.text()).isEqualTo("one\ntwo\n");
        assertThat(cutter.answerBytes()).isEqualTo(8);
    }

    private static String next(AnswerCutter cutter, ByteBuffer bytes) {
        return cutter.next(bytes) ? cutter.text() : null;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
