package io.giliran.transport.loop;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of direct memory in which the stalled legs of one loop hold their bytes. Grows by slabs of its budget, never
 * shrinks, and lends each chunk again when it is given back. Confined to the loop's thread.
 *
 * <p>Bounds what a leg may hold by what it may read at once ({@link #mostToRead}): a whole loop buffer while three quarters
 * of the budget are free, then one chunk, and {@value #SCANT_BYTES} bytes once no chunk is left. These are held on the heap,
 * where a connection has some KiB anyway: so a leg whose peer reads is served however many peers do not.
 */
public final class ChunkPool {
    /** Size of a chunk: that of HAProxy's buffer for a leg. */
    public static final int CHUNK_BYTES = 16 * 1024;
    /** Bytes that are read at once when no chunk is left; too few to be worth a chunk. */
    public static final int SCANT_BYTES = 1024;

    private final BufferBudget budget;
    private final int bufferBytes;
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    /** Read by other threads. */
    private final AtomicInteger lent = new AtomicInteger();

    /** @param bufferBytes the most that is read at once */
    public ChunkPool(BufferBudget budget, int bufferBytes) {
        this.budget = budget;
        this.bufferBytes = bufferBytes;
    }

    /** Most bytes that may be read into this loop's buffer from one leg, if the other leg might take none of them. */
    public int mostToRead() {
        long left = budget.left();
        long unlent = left - left % BufferBudget.SLAB_BYTES + (long) free.size() * CHUNK_BYTES;
        if (unlent > budget.limit() / 4 * 3) {
            return bufferBytes;
        }
        return unlent >= CHUNK_BYTES ? CHUNK_BYTES : SCANT_BYTES;
    }

    /** Whether legs may hold no more than a scant amount. */
    public boolean isShort() {
        return mostToRead() == SCANT_BYTES;
    }

    /** Number of chunks that are lent. Thread-safe. */
    public int lent() {
        return lent.getAcquire();
    }

    /** An empty chunk of {@value #CHUNK_BYTES} bytes; null when none is left. */
    @Nullable
    ByteBuffer borrow() {
        if (free.isEmpty()) {
            ByteBuffer slab = budget.slab();
            if (slab == null) {
                return null;
            }
            for (int at = 0; at < slab.capacity(); at += CHUNK_BYTES) {
                free.push(slab.slice(at, CHUNK_BYTES));
            }
        }
        lent.setRelease(lent.getPlain() + 1);
        return free.pop();
    }

    /** Takes back what it has lent; the last one is lent again first. */
    void giveBack(ByteBuffer chunk) {
        lent.setRelease(lent.getPlain() - 1);
        free.push(chunk.clear());
    }
}
