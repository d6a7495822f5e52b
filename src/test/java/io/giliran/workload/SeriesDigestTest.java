package io.giliran.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SeriesDigestTest {
    /** The first half is in the specification of XXH64. */
    @Test
    void nothingHasTheDigestOfNothing() {
        assertThat(new SeriesDigest().hex()).startsWith("ef46db3751d8e999").hasSize(32);
    }

    /** Of every length up to some blocks, added by twos and threes in every mixture: the hash of the bytes in one piece. */
    @Test
    void isTheHashOfTheBytesHoweverTheyCome() {
        SplittableRandom random = new SplittableRandom(7);
        for (int run = 0; run < 300; run++) {
            int most = run < 40 ? run : random.nextInt(3_000);
            ByteBuffer bytes = ByteBuffer.allocate((most + 3) * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            SeriesDigest digest = new SeriesDigest();
            while (bytes.position() / Long.BYTES < most) {
                long one = random.nextLong();
                long two = random.nextLong();
                bytes.putLong(one).putLong(two);
                if (random.nextBoolean()) {
                    digest.add(one, two);
                } else {
                    long three = random.nextLong();
                    bytes.putLong(three);
                    digest.add(one, two, three);
                }
            }

            assertThat(digest.hex())
                    .as("run %d, %d bytes", run, bytes.position())
                    .isEqualTo(inOnePiece(bytes));
            // Asking changes nothing.
            assertThat(digest.hex()).isEqualTo(inOnePiece(bytes));
        }
    }

    @Test
    void goesOnAfterItWasAsked() {
        SeriesDigest asked = new SeriesDigest();
        SeriesDigest other = new SeriesDigest();
        for (int i = 0; i < 1_000; i++) {
            asked.add(i, 2L * i, 3L * i);
            asked.hex();
            other.add(i, 2L * i, 3L * i);
        }
        assertThat(asked.hex()).isEqualTo(other.hex());
    }

    /** One bit, the order, and a zero more make another digest, in both halves. */
    @Test
    void whatDiffersDiffersInBothHalves() {
        String all = digest(1, 2, 3, 4);
        for (String other :
                new String[] {digest(1, 2, 3, 5), digest(2, 1, 3, 4), digest(3, 4, 1, 2), digest(1, 2, 3, 4, 0, 0)}) {
            assertThat(other.substring(0, 16)).isNotEqualTo(all.substring(0, 16));
            assertThat(other.substring(16)).isNotEqualTo(all.substring(16));
        }
    }

    private static String digest(long... pairs) {
        SeriesDigest digest = new SeriesDigest();
        for (int i = 0; i < pairs.length; i += 2) {
            digest.add(pairs[i], pairs[i + 1]);
        }
        return digest.hex();
    }

    private static String inOnePiece(ByteBuffer bytes) {
        return HexFormat.of().toHexDigits(Xxh64.hash(bytes.array(), bytes.position(), 0))
                + HexFormat.of().toHexDigits(Xxh64.hash(bytes.array(), bytes.position(), 1));
    }
}
