package io.giliran.transport.relay.pipe;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Of a pipe that is not meant to end: each end is a fault, and stops the benchmark. */
final class ThrowingOwner implements Pipe.Owner {
    @Override
    public void moved(Pipe pipe) {}

    @Override
    public void finished(Pipe pipe) {
        throw new IllegalStateException("the source has finished");
    }

    @Override
    public void sourceFailed(Pipe pipe, IOException failure) {
        throw new UncheckedIOException("the " + pipe.from() + " leg has failed", failure);
    }

    @Override
    public void sinkFailed(Pipe pipe, IOException failure) {
        throw new UncheckedIOException("the " + pipe.to() + " leg has failed", failure);
    }

    @Override
    public void drained(Pipe pipe) {
        throw new IllegalStateException("the source is drained");
    }
}
