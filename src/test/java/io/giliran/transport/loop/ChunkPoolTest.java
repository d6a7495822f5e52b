package io.giliran.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ChunkPoolTest {
    private static final int BUFFER = 256 * 1024;
    private static final int CHUNK = ChunkPool.CHUNK_BYTES;
    private static final int SLAB = BufferBudget.SLAB_BYTES;
    private static final int CHUNKS_OF_SLAB = SLAB / CHUNK;

    private final AtomicInteger slabs = new AtomicInteger();

    private ChunkPool pool(int slabLimit) {
        return new ChunkPool(budget(slabLimit), BUFFER);
    }

    private BufferBudget budget(int slabLimit) {
        return new BufferBudget((long) slabLimit * SLAB, bytes -> {
            slabs.incrementAndGet();
            return ByteBuffer.allocateDirect(bytes);
        });
    }

    @Test
    void theLessIsLeftTheLessIsRead() {
        ChunkPool pool = pool(1);
        List<ByteBuffer> lent = new ArrayList<>();

        assertThat(pool.mostToRead()).isEqualTo(BUFFER);
        while (lent.size() < CHUNKS_OF_SLAB / 4) {
            lent.add(pool.borrow());
        }
        assertThat(pool.mostToRead()).isEqualTo(CHUNK);
        assertThat(pool.isShort()).isFalse();
        while (lent.size() < CHUNKS_OF_SLAB) {
            lent.add(pool.borrow());
        }
        assertThat(pool.mostToRead()).isEqualTo(ChunkPool.SCANT_BYTES);
        assertThat(pool.isShort()).isTrue();
        assertThat(pool.borrow()).isNull();

        lent.forEach(pool::giveBack);
        assertThat(pool.mostToRead()).isEqualTo(BUFFER);
        assertThat(pool.lent()).isZero();
    }

    @Test
    void whatIsGivenBackIsLentAgainAndNothingIsAllocated() {
        ChunkPool pool = pool(8);
        KeptBytes kept = new KeptBytes(pool);

        for (int i = 0; i < 10_000; i++) {
            kept.add(ByteBuffer.allocate(BUFFER - i));
            assertThat(pool.lent()).isPositive();
            kept.release();
        }

        assertThat(slabs).hasValue(1);
        assertThat(pool.lent()).isZero();
    }

    @Test
    void whenASlabCannotBeAllocatedItGoesOnWithThoseThatThereAre() {
        BufferBudget budget = new BufferBudget(8L * SLAB, bytes -> {
            if (slabs.incrementAndGet() > 2) {
                throw new OutOfMemoryError("Cannot reserve direct buffer memory");
            }
            return ByteBuffer.allocateDirect(bytes);
        });
        ChunkPool pool = new ChunkPool(budget, BUFFER);
        KeptBytes kept = new KeptBytes(pool);
        byte[] bytes = random(4 * SLAB);

        kept.add(ByteBuffer.wrap(bytes));

        assertThat(pool.lent()).isEqualTo(2 * CHUNKS_OF_SLAB);
        assertThat(pool.isShort()).isTrue();
        assertThat(written(kept, bytes.length)).isEqualTo(bytes);
        kept.add(ByteBuffer.allocate(4 * SLAB));
        assertThat(slabs)
                .as("no other try, which would cost a stop of the loop")
                .hasValue(3);
    }

    @Test
    void poolsOfSeveralLoopsShareOneBudget() {
        BufferBudget budget = budget(2);
        ChunkPool first = new ChunkPool(budget, BUFFER);
        ChunkPool second = new ChunkPool(budget, BUFFER);
        for (int i = 0; i < 2 * CHUNKS_OF_SLAB; i++) {
            assertThat(first.borrow()).isNotNull();
        }

        assertThat(second.borrow()).isNull();
        assertThat(second.mostToRead()).isEqualTo(ChunkPool.SCANT_BYTES);
        assertThat(slabs).hasValue(2);
    }

    @Test
    void aBudgetThatIsNotOpenYetLendsNothing() {
        BufferBudget budget = new BufferBudget();
        ChunkPool pool = new ChunkPool(budget, BUFFER);
        assertThat(pool.borrow()).isNull();
        assertThat(pool.mostToRead()).isEqualTo(ChunkPool.SCANT_BYTES);

        budget.open(0);

        assertThat(budget.limit()).isBetween((long) SLAB, Runtime.getRuntime().maxMemory());
        assertThat(pool.mostToRead()).isEqualTo(BUFFER);
        assertThat(pool.borrow()).isNotNull();
    }

    @Test
    void aFewBytesTakeNoChunk() {
        ChunkPool pool = pool(1);
        KeptBytes kept = new KeptBytes(pool);
        kept.add(ByteBuffer.allocate(ChunkPool.SCANT_BYTES));

        assertThat(kept.remaining()).isEqualTo(ChunkPool.SCANT_BYTES);
        assertThat(pool.lent()).isZero();
    }

    /** Whatever is added, and however much of it each write takes: the same bytes come out, and no chunk stays. */
    @Test
    void whatComesInGoesOut() {
        long seed = Long.getLong("test.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        ChunkPool pool = pool(1);
        for (int round = 0; round < 200; round++) {
            KeptBytes kept = new KeptBytes(pool);
            ByteArrayOutputStream in = new ByteArrayOutputStream();
            Taker taker = new Taker();
            for (int i = 0; i < random.nextInt(1, 40); i++) {
                byte[] bytes = random(random.nextInt(1, random.nextBoolean() ? 2000 : 100_000));
                if (random.nextInt(10) == 0 && kept.isEmpty()) {
                    kept.addFirst(bytes);
                } else {
                    kept.add(ByteBuffer.wrap(bytes));
                }
                in.writeBytes(bytes);
                taker.room = random.nextInt(150_000);
                if (random.nextBoolean()) {
                    write(kept, taker);
                } else {
                    readFirst(kept, taker);
                }
                assertThat(kept.remaining()).as("seed " + seed).isEqualTo(in.size() - taker.taken.size());
            }
            taker.room = Integer.MAX_VALUE;
            while (!kept.isEmpty()) {
                write(kept, taker);
            }
            assertThat(taker.taken.toByteArray()).as("seed " + seed).isEqualTo(in.toByteArray());
            assertThat(pool.lent()).as("seed " + seed).isZero();
        }
    }

    @Test
    void wordsOfOurOwnStandInFront() {
        KeptBytes kept = new KeptBytes(pool(1));
        kept.add(ByteBuffer.wrap(new byte[] {3, 4}));
        kept.addFirst(new byte[] {1, 2});
        kept.addFirst(new byte[0]);

        assertThat(written(kept, 4)).containsExactly(1, 2, 3, 4);
    }

    private static void readFirst(KeptBytes kept, Taker taker) {
        ByteBuffer first = kept.first();
        if (first != null) {
            taker.write(first);
            kept.dropRead();
        }
    }

    private static void write(KeptBytes kept, Taker taker) {
        try {
            kept.write(taker);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static byte[] written(KeptBytes kept, int count) {
        Taker taker = new Taker();
        taker.room = count;
        write(kept, taker);
        return taker.taken.toByteArray();
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new SplittableRandom(count).nextBytes(bytes);
        return bytes;
    }

    /** Takes as much as it has room for. */
    private static final class Taker implements GatheringByteChannel {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int room;

        @Override
        public int write(ByteBuffer from) {
            byte[] bytes = new byte[Math.min(room, from.remaining())];
            from.get(bytes);
            taken.writeBytes(bytes);
            room -= bytes.length;
            return bytes.length;
        }

        @Override
        public long write(ByteBuffer[] from, int offset, int length) {
            long all = 0;
            for (int i = offset; i < offset + length; i++) {
                all += write(from[i]);
            }
            return all;
        }

        @Override
        public long write(ByteBuffer[] from) {
            return write(from, 0, from.length);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
