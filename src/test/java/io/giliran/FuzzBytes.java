package io.giliran;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Inputs for fuzzing: noise, and valid inputs with a few faults. */
public final class FuzzBytes {
    private static final int MAX_FAULTS = 4;

    private FuzzBytes() {}

    /** One in eight is noise, one in eight is valid as it is, the others have one to four faults. */
    public static byte[] next(SplittableRandom random, List<byte[]> valid) {
        int kind = random.nextInt(8);
        if (kind == 0) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = valid.get(random.nextInt(valid.size())).clone();
        for (int faults = kind == 1 ? 0 : 1 + random.nextInt(MAX_FAULTS); faults > 0; faults--) {
            bytes = withFault(random, bytes, valid);
        }
        return bytes;
    }

    /**
     * Hands the bytes over in fragments of random lengths, each in a buffer with other bytes around it, until one is not
     * taken further.
     *
     * @return how many were handed over in all
     */
    public static int inFragments(SplittableRandom random, byte[] bytes, Predicate<ByteBuffer> goesOn) {
        int most = 1 + random.nextInt(random.nextBoolean() ? 3 : 100);
        int at = 0;
        boolean more = true;
        while (at < bytes.length && more) {
            int count = Math.min(bytes.length - at, 1 + random.nextInt(most));
            ByteBuffer fragment =
                    random.nextBoolean() ? ByteBuffer.allocateDirect(count + 2) : ByteBuffer.allocate(count + 2);
            fragment.position(1).limit(1 + count);
            fragment.duplicate().put(bytes, at, count);
            more = goesOn.test(fragment);
            at += count;
        }
        return at;
    }

    private static byte[] withFault(SplittableRandom random, byte[] bytes, List<byte[]> valid) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            // The values at which lengths and counts turn over.
            case 2 -> bytes[at] = new byte[] {0, 1, 0x7f, (byte) 0x80, (byte) 0xff}[random.nextInt(5)];
            case 3 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 4 -> {
                return spliced(bytes, at, bytes, Math.min(bytes.length, at + 1 + random.nextInt(8)));
            }
            case 5 -> {
                return spliced(bytes, Math.min(bytes.length, at + 1 + random.nextInt(8)), bytes, at);
            }
            default -> {
                byte[] other = valid.get(random.nextInt(valid.size()));
                return spliced(bytes, at, other, random.nextInt(other.length + 1));
            }
        }
        return bytes;
    }

    /** The head of one up to a place, and the tail of the other from a place. */
    private static byte[] spliced(byte[] head, int to, byte[] tail, int from) {
        byte[] spliced = Arrays.copyOf(head, to + tail.length - from);
        System.arraycopy(tail, from, spliced, to, tail.length - from);
        return spliced;
    }
}
