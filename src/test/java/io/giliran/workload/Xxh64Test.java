package io.giliran.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Xxh64Test {
    private static final long PRIME_32 = 2_654_435_761L;
    private static final long PRIME_64 = 0x9E3779B185EBCA8DL;

    /** The vectors of xxHash's own sanity check: every branch of the length, with and without a seed. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, ef46db3751d8e999",
        "0, 2654435761, ac75fda2929b17ef",
        "1, 0, e934a84adb052768",
        "1, 2654435761, 5014607643a9b4c3",
        "4, 0, 9136a0dca57457ee",
        "14, 0, 8282dcc4994e35c8",
        "14, 2654435761, c3bd6bf63deb6df0",
        "222, 0, b641ae8cb691c174",
        "222, 2654435761, 20cb8ab7ae10c14a"
    })
    void agreesWithTheReference(int length, long seed, String hash) {
        assertThat(Xxh64.hash(sanityBytes(length), seed)).isEqualTo(Long.parseUnsignedLong(hash, 16));
    }

    @ParameterizedTest
    @CsvSource({
        "a, d24ec4f1a98c6e5b",
        "abc, 44bc2cf5ad770999",
        "127.0.0.1:94_0, d755ae0145cc5c28",
        "127.0.0.1:94_1, 0b90f711c71c0d4c"
    })
    void hashesText(String text, String hash) {
        assertThat(Xxh64.hash(text.getBytes(StandardCharsets.US_ASCII), 0)).isEqualTo(Long.parseUnsignedLong(hash, 16));
    }

    @Test
    void readsNoFurtherThanTheLength() {
        byte[] bytes = sanityBytes(222);
        for (int length = 0; length <= bytes.length; length++) {
            assertThat(Xxh64.hash(bytes, length, PRIME_32))
                    .isEqualTo(Xxh64.hash(Arrays.copyOf(bytes, length), PRIME_32));
        }
    }

    @Test
    void aLongIsItsEightBytesTheLowestFirst() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1_000; i++) {
            long key = random.nextLong();
            long seed = random.nextLong();
            byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(key)
                    .array();
            assertThat(Xxh64.hash(key, seed)).isEqualTo(Xxh64.hash(bytes, seed));
        }
    }

    private static byte[] sanityBytes(int length) {
        byte[] bytes = new byte[length];
        long generated = PRIME_32;
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (generated >>> 56);
            generated *= PRIME_64;
        }
        return bytes;
    }
}
