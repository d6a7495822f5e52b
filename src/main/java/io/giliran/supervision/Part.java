package io.giliran.supervision;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A part of a process and its state: an actor, a thread or an event loop. Thread-safe. */
public final class Part {
    private static final Logger LOG = LoggerFactory.getLogger(Part.class);
    /** A part that has run that long is well; a failure after that begins a new series. Longer than the longest delay. */
    static final Duration WELL_AFTER = Duration.ofSeconds(10);
    /** A part that has not been well for that long makes the process unhealthy: a service manager had better restart it. */
    static final Duration UNHEALTHY_AFTER = Duration.ofSeconds(15);

    /** State of a part. */
    public enum State {
        RUNNING,
        /** The part has failed and waits for its next start. */
        RESTARTING,
        /** The part does not make progress. */
        BLOCKED,
        /** The part cannot do all of its work, and the process serves its clients without that. */
        DEGRADED,
        /** The part has failed and does not start again. */
        FAILED
    }

    /**
     * A part at one moment.
     *
     * @param since when it came into this state
     * @param restarts how often it has begun anew
     * @param failures how often something in it has failed
     * @param reason of its last failure, one line; empty when there was none
     * @param isUnhealthy whether it has been failing for so long that the process should be replaced
     */
    public record View(
            String name, State state, Instant since, int restarts, long failures, String reason, boolean isUnhealthy) {}

    private final String name;
    private final Clock clock;
    private State state = State.RUNNING;
    private Instant since;
    private @Nullable Instant failingSince;
    private int restarts;
    private long failures;
    private String reason = "";

    public Part(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
        since = clock.instant();
    }

    /** The part runs, for the first time or again. */
    public synchronized void runs() {
        if (state == State.RESTARTING) {
            restarts++;
            LOG.warn("{} has begun anew, restart {}", name, restarts);
        }
        if (state != State.RUNNING) {
            enter(State.RUNNING);
        }
    }

    /** The part has failed. The stack trace is logged once for each series of failures. */
    public synchronized void failed(Throwable failure, OnFailure then) {
        reason = oneLine(failure);
        failures++;
        boolean isFirst = isWell(clock.instant());
        if (isFirst) {
            failingSince = clock.instant();
        }
        enter(then == OnFailure.RESTART ? State.RESTARTING : State.FAILED);
        if (then == OnFailure.END) {
            LOG.error("{} has failed, and the process cannot go on without it: {}", name, reason, failure);
        } else if (isFirst) {
            LOG.error("{} has failed and begins anew: {}", name, reason, failure);
        } else {
            LOG.warn("{} has failed again: {}", name, reason);
        }
    }

    /** The part does not get on; {@link #runs} is called when it does. Whoever finds that out logs it. */
    public synchronized void blocked(String why) {
        if (state == State.RUNNING) {
            reason = why;
            if (isWell(clock.instant())) {
                failingSince = clock.instant();
            }
            enter(State.BLOCKED);
        }
    }

    /** The part cannot do all it is for, which does not make the process unhealthy; {@link #runs} is called when it can. */
    public synchronized void degraded(String why) {
        if (state == State.RUNNING) {
            reason = why;
            enter(State.DEGRADED);
        }
    }

    /** Reports a failure after which the part goes on. Only the first one is logged; later ones are counted. */
    public synchronized void stumbled(Throwable failure) {
        reason = oneLine(failure);
        if (++failures == 1) {
            LOG.error("{} has failed and goes on; further failures of it are only counted: {}", name, reason, failure);
        }
    }

    /** Returns the present state. */
    public synchronized View view() {
        Instant now = clock.instant();
        boolean unhealthy = failingSince != null
                && !isWell(now)
                && (state == State.FAILED || !now.isBefore(failingSince.plus(UNHEALTHY_AFTER)));
        return new View(name, state, since, restarts, failures, reason, unhealthy);
    }

    synchronized boolean hasFailed() {
        return state == State.FAILED;
    }

    private boolean isWell(Instant now) {
        return failingSince == null || (state == State.RUNNING && !now.isBefore(since.plus(WELL_AFTER)));
    }

    private void enter(State next) {
        state = next;
        since = clock.instant();
    }

    private static String oneLine(Throwable failure) {
        String message = String.valueOf(failure).lines().findFirst().orElse("");
        Throwable cause = failure instanceof PartFailure ? failure.getCause() : null;
        return cause == null
                ? message
                : String.valueOf(cause).lines().findFirst().orElse("");
    }
}
