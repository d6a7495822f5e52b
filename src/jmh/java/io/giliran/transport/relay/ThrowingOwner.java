package io.giliran.transport.relay;

import io.giliran.transport.Leg;
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
    public void failed(Leg leg, IOException failure) {
        throw new UncheckedIOException("the " + leg + " leg has failed", failure);
    }
}
