package io.giliran.transport.loop;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports a loop that does not complete a round: a task on it blocks or computes, and everything else on the loop waits. Looks
 * from another thread.
 */
public final class LoopWatchdog {
    private static final Logger LOG = LoggerFactory.getLogger(LoopWatchdog.class);
    private static final int NOT_SEEN_YET = -1;
    private static final int FRAMES = 24;

    private final EventLoop loop;
    private final long blockedAfterNanos;
    private int seenTurn = NOT_SEEN_YET;
    private long seenSince;
    private boolean reported;

    /** @param blockedAfter how long one round may take before it is reported */
    public LoopWatchdog(EventLoop loop, Duration blockedAfter) {
        this.loop = loop;
        this.blockedAfterNanos = blockedAfter.toNanos();
    }

    /** Looks once; to be called at least twice in the time after which a loop counts as blocked. */
    public void look(long nowNanos) {
        int turn = loop.turn();
        if (turn != seenTurn || EventLoop.isWaiting(turn)) {
            if (reported) {
                LOG.info("event loop [{}] goes on after {} ms", loop.name(), millisSince(nowNanos));
            }
            reported = false;
            seenTurn = turn;
            seenSince = nowNanos;
        } else if (!reported && nowNanos - seenSince >= blockedAfterNanos) {
            reported = true;
            StackTraceElement[] frames = loop.stackTrace();
            LOG.warn(
                    "event loop [{}] has been in one round for {} ms, and all its connections wait; it is at {}",
                    loop.name(),
                    millisSince(nowNanos),
                    frames.length == 0 ? "its end" : frames[0]);
            LOG.debug(
                    "event loop [{}] is at\n{}",
                    loop.name(),
                    Arrays.stream(frames)
                            .limit(FRAMES)
                            .map(frame -> "\tat " + frame)
                            .collect(Collectors.joining("\n")));
        }
    }

    /** Duration of the round that was reported as blocked, in ns; negative while there is none. */
    long blockedNanos(long nowNanos) {
        return reported ? nowNanos - seenSince : -1;
    }

    private long millisSince(long nowNanos) {
        return TimeUnit.NANOSECONDS.toMillis(nowNanos - seenSince);
    }
}
