package io.giliran.transport.loop;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * Selection key that reports its channel readable, because bytes of the channel are buffered that the selector does not know.
 */
final class ReadableKey extends SelectionKey {
    private final SelectionKey key;

    ReadableKey(SelectionKey key) {
        this.key = key;
    }

    @Override
    public int readyOps() {
        return OP_READ;
    }

    @Override
    public SelectableChannel channel() {
        return key.channel();
    }

    @Override
    public Selector selector() {
        return key.selector();
    }

    @Override
    public boolean isValid() {
        return key.isValid();
    }

    @Override
    public void cancel() {
        key.cancel();
    }

    @Override
    public int interestOps() {
        return key.interestOps();
    }

    @Override
    public SelectionKey interestOps(int operations) {
        key.interestOps(operations);
        return this;
    }
}
