package io.giliran.transport.loop;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Finds connections that were reset while nothing is awaited of their channels: a selector drops a channel without interest,
 * and reports nothing of it. Therefore such channels are watched once a second, for one round, for {@code OP_CONNECT}, which a
 * connected channel is never ready for, unless it has failed. What it has received before can still be read then. Confined to
 * the loop's thread.
 *
 * <p>Costs two system calls for each channel without interest a second, and nothing while there is none.
 */
final class ResetProbe {
    static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The selector reports 512 channels in one round, and most of those asked are only writable, which says nothing. */
    private static final int ASKED_A_ROUND = 256;

    private final Selector selector;
    private final ArrayDeque<SelectionKey> toAsk = new ArrayDeque<>();
    private final List<SelectionKey> asked = new ArrayList<>();
    /** Whether there may be channels without interest. */
    private boolean armed;

    private long dueNanos;

    ResetProbe(Selector selector) {
        this.selector = selector;
    }

    /** Starts probing: some channel has no interest any more. */
    void arm(long nowNanos) {
        if (!armed) {
            armed = true;
            dueNanos = nowNanos + INTERVAL_NANOS;
        }
    }

    boolean isArmed() {
        return armed;
    }

    /** Watches the next channels if it is time; returns whether there are any, so that the round must not wait. */
    boolean ask(long nowNanos) {
        if (toAsk.isEmpty() && nowNanos - dueNanos >= 0) {
            collect();
            dueNanos = nowNanos + INTERVAL_NANOS;
        }
        while (asked.size() < ASKED_A_ROUND && !toAsk.isEmpty()) {
            SelectionKey key = toAsk.remove();
            if (isOfInterest(key)) {
                key.interestOps(SelectionKey.OP_CONNECT);
                asked.add(key);
            }
        }
        return !asked.isEmpty();
    }

    private void collect() {
        for (SelectionKey key : selector.keys()) {
            if (isOfInterest(key)) {
                toAsk.add(key);
            }
        }
        armed = !toAsk.isEmpty();
    }

    private static boolean isOfInterest(SelectionKey key) {
        return key.isValid()
                && key.interestOps() == 0
                && key.attachment() instanceof EventLoop.Handler handler
                && handler.asksForReset();
    }

    /** The round is over. */
    void answered() {
        for (int i = 0; i < asked.size(); i++) {
            SelectionKey key = asked.get(i);
            if (key.isValid() && key.interestOps() == SelectionKey.OP_CONNECT) {
                key.interestOps(0);
            }
        }
        asked.clear();
    }

    /** Longest wait of a round, in ms; 0 for no limit. */
    long mostMillis(long nowNanos) {
        return armed ? Math.max(1, TimeUnit.NANOSECONDS.toMillis(dueNanos - nowNanos) + 1) : 0;
    }
}
