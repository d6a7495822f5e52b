package io.giliran.transport.relay;

import io.giliran.transport.loop.EventLoop;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;

/**
 * A leg that is reset a moment after its last bytes. A reset that follows bytes at once can destroy them: the system
 * drops what it has not yet sent, and some peers drop what was not yet read. What the peer still sends is read and
 * discarded, so that the peer gets to reading. Confined to its loop.
 */
final class LingeringLeg implements EventLoop.Handler {
    /** Longer than the first retransmission of a lost segment takes. */
    private static final Duration LINGER = Duration.ofMillis(500);
    /** The same for a peer that has let its bytes wait: the system still holds some of them. */
    private static final Duration LINGER_OF_SLOW = Duration.ofSeconds(5);

    private final LegChannel leg;
    private boolean gone;

    private LingeringLeg(LegChannel leg) {
        this.leg = leg;
    }

    /**
     * Takes the leg over; false when it cannot be watched, and is the caller's to end.
     *
     * @param slow whether its peer has let bytes wait
     */
    static boolean linger(LoopHome home, LegChannel leg, boolean slow) {
        LingeringLeg lingering = new LingeringLeg(leg);
        try {
            leg.watch(lingering, SelectionKey.OP_READ);
        } catch (IOException closed) {
            return false;
        }
        leg.doNotWant(SelectionKey.OP_WRITE);
        home.timer().after(slow ? LINGER_OF_SLOW : LINGER, lingering::reset);
        return true;
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        if (!gone && leg.discardSome()) {
            // It has finished, but may still be reading.
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
            leg.reset();
        }
    }
}
