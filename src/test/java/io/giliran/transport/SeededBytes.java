package io.giliran.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** An endless stream of bytes that its seed alone decides, however it is cut into pieces. */
final class SeededBytes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final SplittableRandom random;
    private final byte[] block = new byte[4096];
    private int used = block.length;

    SeededBytes(long seed) {
        random = new SplittableRandom(seed);
    }

    void next(byte[] target, int length) {
        int filled = 0;
        while (filled < length) {
            if (used == block.length) {
                for (int i = 0; i < block.length; i += Long.BYTES) {
                    LONG.set(block, i, random.nextLong());
                }
                used = 0;
            }
            int count = Math.min(length - filled, block.length - used);
            System.arraycopy(block, used, target, filled, count);
            used += count;
            filled += count;
        }
    }
}
