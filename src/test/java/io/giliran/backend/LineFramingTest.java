package io.giliran.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineFramingTest {
    private final LineFraming framing = new LineFraming();

    @Test
    void cutsSeveralLinesOutOfOneChunk() {
        assertThat(linesOf("one\n\nthree\n")).containsExactly("one", "", "three");
        assertThat(framing.hasBeginning()).isFalse();
    }

    @Test
    void joinsALineThatCameInSeveralChunks() {
        assertThat(linesOf("o")).isEmpty();
        assertThat(framing.hasBeginning()).isTrue();
        assertThat(linesOf("n")).isEmpty();
        assertThat(linesOf("e\ntwo\nth")).containsExactly("one", "two");
        assertThat(linesOf("ree\n")).containsExactly("three");
        assertThat(framing.hasBeginning()).isFalse();
    }

    @Test
    void cutsTheSameLinesHoweverTheBytesArrive() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<String> expected = new ArrayList<>();
            for (int line = 0; line < 20; line++) {
                expected.add("x".repeat(random.nextInt(random.nextInt(1, 5_000))));
            }
            String bytes = String.join("\n", expected) + "\n";
            LineFraming cut = new LineFraming();
            List<String> actual = new ArrayList<>();
            for (int from = 0; from < bytes.length(); ) {
                int to = Math.min(bytes.length(), from + random.nextInt(1, 4_000));
                actual.addAll(lines(cut, bytes.substring(from, to)));
                from = to;
            }
            assertThat(actual).as("seed %d", seed).isEqualTo(expected);
        }
    }

    /** A chunk's size, to reach the limit in one, with the newline alone, and in many. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 65_535, 65_536, 1_000_000})
    void takesALineOf64KiBWithItsNewline(int chunk) {
        List<String> lines = inChunks("x".repeat(65_535) + "\n" + "next\n", chunk);

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).hasSize(65_535);
        assertThat(lines.get(1)).isEqualTo("next");
        assertThat(framing.isTooLong()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 65_535, 65_536, 1_000_000})
    void refusesALineOfOneByteMore(int chunk) {
        assertThat(inChunks("first\n" + "x".repeat(65_536) + "\n" + "next\n", chunk))
                .containsExactly("first");
        assertThat(framing.isTooLong()).isTrue();
        assertThat(framing.hasBeginning()).isFalse();
    }

    @Test
    void refusesALineBeforeItsNewlineHasCome() {
        linesOf("x".repeat(65_535));
        assertThat(framing.isTooLong()).isFalse();

        linesOf("x");
        assertThat(framing.isTooLong()).isTrue();
    }

    @Test
    void givesTheLinesBeforeOneThatIsTooLong() {
        assertThat(linesOf("good\n" + "x".repeat(70_000))).containsExactly("good");
        assertThat(framing.isTooLong()).isTrue();
    }

    private List<String> linesOf(String chunk) {
        return lines(framing, chunk);
    }

    private List<String> inChunks(String text, int size) {
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < text.length(); from += size) {
            lines.addAll(linesOf(text.substring(from, Math.min(text.length(), from + size))));
        }
        return lines;
    }

    private static List<String> lines(LineFraming framing, String chunk) {
        framing.add(chunk.getBytes(US_ASCII));
        List<String> lines = new ArrayList<>();
        for (ByteBuffer line = framing.next(); line != null; line = framing.next()) {
            lines.add(US_ASCII.decode(line).toString());
        }
        return lines;
    }
}
