package io.giliran.transport.loop;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CompletableFuture;

/** A channel that makes itself ready again: its handler reads a byte and writes the next one, until all are read. */
final class PingedChannel implements EventLoop.Handler, Closeable {
    private final Pipe pipe = Pipe.open();
    private final ByteBuffer ping = ByteBuffer.allocateDirect(1);
    private CompletableFuture<Void> done = new CompletableFuture<>();
    private int left;

    PingedChannel() throws IOException {
        pipe.source().configureBlocking(false);
    }

    void watchOn(EventLoop loop) {
        try {
            loop.register(pipe.source(), SelectionKey.OP_READ, this);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Has the loop find it ready so many times; on the loop's thread. */
    void ping(int times, CompletableFuture<Void> whenDone) {
        left = times;
        done = whenDone;
        try {
            write();
        } catch (IOException failure) {
            failed(failure);
        }
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        pipe.source().read(ping.clear());
        if (--left > 0) {
            write();
        } else {
            done.complete(null);
        }
    }

    /** Else a failure would leave the benchmark waiting. */
    @Override
    public void failed(Throwable failure) {
        done.completeExceptionally(failure);
    }

    /** The end that is written; the loop closes the one it watches. */
    @Override
    public void close() throws IOException {
        pipe.sink().close();
    }

    private void write() throws IOException {
        pipe.sink().write(ping.clear());
    }
}
