package io.giliran.admin;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs calls without the right token: the first one at once, and those that follow as a number, with the next one that comes
 * at least ten seconds after the line before. Somebody who tries tokens cannot fill the log. Thread-safe.
 */
final class WrongTokens {
    private static final Logger LOG = LoggerFactory.getLogger(WrongTokens.class);
    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanoClock;
    private boolean logged;
    private long loggedAt;
    private long unlogged;

    WrongTokens(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** @param address the caller's {@code HOST:PORT} */
    synchronized void add(String address) {
        long now = nanoClock.getAsLong();
        if (logged && now - loggedAt < QUIET_NANOS) {
            unlogged++;
            return;
        }
        LOG.warn(
                "a call from {} had no valid token{}",
                address,
                unlogged == 0 ? "" : ", nor had " + unlogged + " more since the last such line");
        logged = true;
        loggedAt = now;
        unlogged = 0;
    }
}
