package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerLinesTest {
    private final AnswerLines lines = new AnswerLines();

    @Test
    void takesEachWholeLineWithoutItsEnd() {
        ByteBuffer bytes = bytes("b1 one\nb2 two\n");

        assertThat(lines.next(bytes)).isEqualTo("b1 one");
        assertThat(lines.next(bytes)).isEqualTo("b2 two");
        assertThat(lines.next(bytes)).isNull();
    }

    @Test
    void keepsWhatHasNoEndYet() {
        assertThat(lines.next(bytes("b1 "))).isNull();
        assertThat(lines.next(bytes("on"))).isNull();
        ByteBuffer rest = bytes("e\nb1 t");
        assertThat(lines.next(rest)).isEqualTo("b1 one");
        assertThat(lines.next(rest)).isNull();
        assertThat(rest.hasRemaining()).isFalse();
        assertThat(lines.next(bytes("wo\n"))).isEqualTo("b1 two");
    }

    @Test
    void anEndAloneEndsWhatWasKept() {
        assertThat(lines.next(bytes("b1 one"))).isNull();
        assertThat(lines.next(bytes("\n"))).isEqualTo("b1 one");
        assertThat(lines.next(bytes("\n"))).isEmpty();
    }

    /** Cuts the same answers anywhere, also inside of a character. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void piecesOfAnySizeGiveTheSameLines(long seed) {
        List<String> sent = List.of("b1 ä€😀", "", "b2 " + "x".repeat(300), "b3 line with\ttab\r");
        byte[] all = (String.join("\n", sent) + "\n").getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(seed);
        List<String> received = new ArrayList<>();
        for (int from = 0; from < all.length; ) {
            int length = Math.min(all.length - from, 1 + random.nextInt(8));
            ByteBuffer piece = ByteBuffer.wrap(all, from, length);
            for (String line = lines.next(piece); line != null; line = lines.next(piece)) {
                received.add(line);
            }
            from += length;
        }
        assertThat(received).as("seed %d", seed).isEqualTo(sent);
    }

    /** The protocol's 65,536 bytes, and 128 for the backend's name. */
    @Test
    void whatHasNoEndAfterTheLongestLineIsOverlong() {
        lines.next(bytes("x".repeat(65_536)));
        assertThat(lines.isOverlong()).isFalse();
        lines.next(bytes("x".repeat(128)));
        assertThat(lines.isOverlong()).isFalse();
        lines.next(bytes("x"));
        assertThat(lines.isOverlong()).isTrue();
    }

    @Test
    void aLineThatIsTakenMakesRoomAgain() {
        lines.next(bytes("x".repeat(65_000)));
        assertThat(lines.next(bytes("\n"))).hasSize(65_000);
        lines.next(bytes("x".repeat(65_000)));
        assertThat(lines.isOverlong()).isFalse();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
