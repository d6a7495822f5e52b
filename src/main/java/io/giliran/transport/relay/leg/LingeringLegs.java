package io.giliran.transport.relay.leg;

import io.giliran.transport.loop.EventLoop;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;

/**
 * Legs of one loop that are reset a moment after their last bytes. A reset that follows bytes at once can destroy them: the
 * system drops what it has not yet sent, and some peers drop what they have not yet read. What the peer still sends is read
 * and discarded, so that the peer gets to reading. Each such leg holds a descriptor and belongs to no connection any more, so
 * their number is bounded. Confined to its loop.
 */
public final class LingeringLegs {
    /** Resets cross last words in a few connections of a thousand; a flood of them must not take all descriptors. */
    static final int MOST = 1_024;
    /** Longer than the first retransmission of a lost segment takes. */
    private static final Duration LINGER = Duration.ofMillis(500);
    /** The same for a peer that has let its bytes wait: the system still holds some of them. */
    private static final Duration LINGER_OF_SLOW = Duration.ofSeconds(5);

    private final LoopTimer timer;
    private int count;

    public LingeringLegs(LoopTimer timer) {
        this.timer = timer;
    }

    /**
     * Takes the leg over; false when there are too many or it cannot be watched: then the caller has to end it.
     *
     * @param slow whether its peer has let bytes wait
     */
    public boolean take(LegChannel leg, boolean slow) {
        if (count >= MOST) {
            return false;
        }
        Lingering lingering = new Lingering(leg);
        try {
            leg.watch(lingering, SelectionKey.OP_READ);
        } catch (IOException closed) {
            return false;
        }
        leg.doNotWant(SelectionKey.OP_WRITE);
        count++;
        timer.after(slow ? LINGER_OF_SLOW : LINGER, lingering::reset);
        return true;
    }

    private final class Lingering implements EventLoop.Handler {
        private final LegChannel leg;
        private boolean gone;

        Lingering(LegChannel leg) {
            this.leg = leg;
        }

        @Override
        public void ready(SelectionKey key) throws IOException {
            if (!gone && leg.discardSome()) {
                // The peer has finished, but may still be reading.
                leg.doNotWant(SelectionKey.OP_READ);
            }
        }

        /** The peer is gone. */
        @Override
        public void failed(Throwable failure) {
            reset();
        }

        private void reset() {
            if (!gone) {
                gone = true;
                count--;
                leg.reset();
            }
        }
    }
}
