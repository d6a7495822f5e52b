package io.giliran.transport.relay.pipe;

import io.giliran.transport.Leg;
import io.giliran.transport.loop.ChunkPool;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.loop.KeptBytes;
import io.giliran.transport.relay.leg.EarlyBytes;
import io.giliran.transport.relay.leg.LegChannel;
import io.giliran.transport.relay.leg.LoopContext;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * A direction of a relay: what is read from one leg is written to the other at once. Only what the other does not take is kept,
 * at most one loop buffer and less when memory is short ({@link ChunkPool}); until it is gone nothing more is read. Confined to
 * the loop's thread.
 */
public final class Pipe {
    /** A fast connection must not starve the others. */
    private static final int READS_A_ROUND = 4;

    private static final VarHandle BYTES;

    static {
        try {
            BYTES = MethodHandles.lookup().findVarHandle(Pipe.class, "bytes", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** The owner of the pipe. */
    interface Owner {
        void moved(Pipe pipe);

        /** The source has finished, and all of it was written. */
        void finished(Pipe pipe);

        /** The source cannot be read: the peer has reset it, and all that it had sent before was read. */
        void sourceFailed(Pipe pipe, IOException failure);

        /** The sink cannot be written. What its peer sent before may still be readable. */
        void sinkFailed(Pipe pipe, IOException failure);

        /** Reports the end of {@link Pipe#drain()}: all bytes that could be read from the source were written to the sink. */
        void drained(Pipe pipe);
    }

    private final EventLoop loop;
    private final ChunkPool buffers;
    private final LegChannel source;
    private final LegChannel sink;
    private final Owner owner;
    /** Null when nothing had to be kept yet. */
    private @Nullable KeptBytes kept;
    /** Whether the sink has still to take what is kept, or to send what it has taken over. */
    private boolean stalled;

    private int uncounted;
    private boolean sourceFinished;
    private boolean finished;
    private @Nullable IOException unsaid;
    private boolean draining;
    private boolean discarding;
    private long movedNanos;
    /** Opaque, because other threads read it; that costs the loop nothing. */
    private long bytes;

    /**
     * Creates a pipe that has not begun.
     *
     * @param early what the source has sent before there was a sink
     * @param preface how many of its first bytes are our own, and do not count
     */
    Pipe(LoopContext home, LegChannel source, LegChannel sink, Owner owner, EarlyBytes early, int preface) {
        loop = home.loop();
        buffers = home.buffers();
        this.source = source;
        this.sink = sink;
        this.owner = owner;
        kept = early.bytes();
        stalled = kept != null;
        sourceFinished = early.sourceFinished();
        uncounted = preface;
    }

    /** The leg that is read. */
    Leg from() {
        return source.leg;
    }

    /** The leg that is written. */
    Leg to() {
        return sink.leg;
    }

    /** Passes the end of the source on to the sink. */
    void finishSink() throws IOException {
        if (unsaid != null) {
            throw unsaid;
        }
        sink.finishSending();
    }

    /** Number of bytes that were written to the sink. Thread-safe. */
    long bytes() {
        return (long) BYTES.getOpaque(this);
    }

    boolean isFinished() {
        return finished;
    }

    /** Whether the source has to be watched for something to read. */
    boolean wantsToRead() {
        return !stalled && !sourceFinished;
    }

    /** Whether bytes wait that the sink does not take. */
    boolean isStalled() {
        return stalled;
    }

    /** Whether a reset of the source can be distinguished from its end while nothing is read of it. */
    boolean tellsResets() {
        return source.tellsResets();
    }

    /** Reads no more, as if the source had finished; what is kept is still written. */
    void stop() {
        sourceFinished = true;
        source.doNotWant(SelectionKey.OP_READ);
        if (!stalled) {
            finish();
        }
    }

    /**
     * Hands on what the source has sent before it failed, as far as it can still be read, and then calls the owner, possibly
     * before this returns. What the sink does not take at once is kept and written later.
     */
    void drain() {
        draining = true;
        if (finished || (sourceFinished && !stalled)) {
            owner.drained(this);
        } else if (!stalled) {
            source.want(SelectionKey.OP_READ);
            pump();
        }
    }

    /** The sink has failed: what is kept is dropped, and what the source still sends is read and discarded. */
    void discard() {
        discarding = true;
        stalled = false;
        release();
        sink.doNotWant(SelectionKey.OP_WRITE);
        if (!sourceFinished) {
            source.want(SelectionKey.OP_READ);
        }
    }

    /** Whether the sink has got bytes within the last nanoseconds. */
    boolean hasMovedWithin(long nanos) {
        return bytes > 0 && System.nanoTime() - movedNanos < nanos;
    }

    /** Drops what is kept: whoever still holds the relay must not hold that, too. */
    void release() {
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }

    /** Reads and writes; called when the source is readable. */
    void pump() {
        if (discarding) {
            readAndDiscard();
            return;
        }
        for (int i = 0; i < READS_A_ROUND && wantsToRead(); i++) {
            ByteBuffer buffer = loop.readBuffer();
            int count;
            try {
                count = source.read(buffer, mostToRead());
            } catch (IOException failure) {
                sourceFails(failure);
                return;
            }
            boolean mayHaveMore = source.mayHaveMore(buffer);
            if (count < 0 || (count == 0 && draining && !mayHaveMore && !source.holdsRecords())) {
                finishSource();
                return;
            }
            if (count == 0) {
                return;
            }
            loop.moved(count);
            mayHaveMore &= !loop.hasMovedEnough();
            if (!write(buffer.flip())) {
                return;
            }
            if (buffer.hasRemaining() || sink.isStalled()) {
                keep(buffer);
            }
            if (source.isAtEnd()) {
                stop();
                return;
            }
            if (!mayHaveMore) {
                return;
            }
        }
    }

    private void finishSource() {
        sourceFinished = true;
        source.doNotWant(SelectionKey.OP_READ);
        finish();
    }

    /** Handles a failed read. No bytes are kept then, because a source is read only while none are. */
    private void sourceFails(IOException failure) {
        if (draining) {
            finishSource();
        } else {
            owner.sourceFailed(this, failure);
        }
    }

    private void readAndDiscard() {
        for (int i = 0; i < READS_A_ROUND && !sourceFinished; i++) {
            ByteBuffer buffer = loop.readBuffer();
            int count;
            try {
                count = source.read(buffer, mostToRead());
            } catch (IOException failure) {
                owner.sourceFailed(this, failure);
                return;
            }
            if (count < 0) {
                sourceFinished = true;
                source.doNotWant(SelectionKey.OP_READ);
            } else if (!source.mayHaveMore(buffer)) {
                return;
            }
        }
    }

    private int mostToRead() {
        int most = buffers.mostToRead();
        return loop.hasMovedEnough() ? Math.min(most, ChunkPool.CHUNK_BYTES) : most;
    }

    /** Writes what was kept; called when the sink is writable, and once when there is a sink. */
    void flush() {
        if (discarding) {
            return;
        }
        if (kept != null && !kept.isEmpty()) {
            if (!writeKept(kept)) {
                return;
            }
            if (!kept.isEmpty() || sink.isStalled()) {
                sink.want(SelectionKey.OP_WRITE);
                return;
            }
        } else if (!flushSink()) {
            return;
        }
        stalled = false;
        sink.doNotWant(SelectionKey.OP_WRITE);
        if (sourceFinished) {
            finish();
        } else {
            source.want(SelectionKey.OP_READ);
        }
    }

    /** Whether nothing of what the sink has taken over waits any more. */
    private boolean flushSink() {
        try {
            boolean sent = sink.flush();
            if (stalled) {
                owner.moved(this);
            }
            return sent;
        } catch (IOException failure) {
            owner.sinkFailed(this, failure);
            return false;
        }
    }

    private boolean write(ByteBuffer buffer) {
        try {
            wrote(sink.write(buffer));
            return true;
        } catch (IOException failure) {
            owner.sinkFailed(this, failure);
            return false;
        }
    }

    private boolean writeKept(KeptBytes bytes) {
        try {
            wrote(sink.write(bytes));
            return true;
        } catch (IOException failure) {
            owner.sinkFailed(this, failure);
            return false;
        }
    }

    private void wrote(int count) {
        int own = Math.min(uncounted, count);
        uncounted -= own;
        BYTES.setOpaque(this, bytes + count - own);
        movedNanos = loop.roundNanos();
        owner.moved(this);
    }

    private void keep(ByteBuffer buffer) {
        stalled = true;
        if (buffer.hasRemaining()) {
            if (kept == null) {
                kept = new KeptBytes(buffers);
            }
            kept.add(buffer);
        }
        source.doNotWant(SelectionKey.OP_READ);
        sink.want(SelectionKey.OP_WRITE);
    }

    private void finish() {
        if (finished) {
            return;
        }
        if (draining) {
            owner.drained(this);
            return;
        }
        if (!saidGoodbye()) {
            stalled = true;
            sink.want(SelectionKey.OP_WRITE);
            return;
        }
        finished = true;
        owner.finished(this);
    }

    private boolean saidGoodbye() {
        try {
            return sink.sayGoodbye();
        } catch (IOException failure) {
            // It matters only if the other direction has not finished, too.
            unsaid = failure;
            return true;
        }
    }
}
