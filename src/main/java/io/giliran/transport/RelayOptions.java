package io.giliran.transport;

import java.time.Duration;
import java.util.stream.LongStream;

/**
 * Timeouts and socket options of a relay, counted from the moment its backend is connected; zero is off. A timeout is never
 * early by more than one round of the plane's loop, and late by at most a tenth of its value, 1 s, or 20 ms where a tenth is
 * less.
 *
 * @param idleTimeout without a byte in either direction
 * @param halfClosedTimeout the same once one side has finished sending; the idle timeout goes on beside it
 * @param maxAge after which the relay ends whatever moves
 * @param keepAlive whether the system probes the peers of both legs (SO_KEEPALIVE), with its own intervals
 */
public record RelayOptions(Duration idleTimeout, Duration halfClosedTimeout, Duration maxAge, boolean keepAlive) {
    /** A relay that lives as long as both sides like. */
    public static final RelayOptions NONE = new RelayOptions(Duration.ZERO, Duration.ZERO, Duration.ZERO, false);

    private static final long NEVER = Long.MAX_VALUE;

    public RelayOptions {
        if (idleTimeout.isNegative() || halfClosedTimeout.isNegative() || maxAge.isNegative()) {
            throw new IllegalArgumentException("a timeout of a relay is negative: idle " + idleTimeout
                    + ", half-closed " + halfClosedTimeout + ", maximum age " + maxAge);
        }
    }

    /** The shortest time after which such a relay may have to end; {@link Long#MAX_VALUE} when it never has to. */
    public long shortestNanos() {
        return LongStream.of(nanos(idleTimeout), nanos(halfClosedTimeout), nanos(maxAge))
                .min()
                .orElse(NEVER);
    }

    /** Longest time without a byte, in ns; {@link Long#MAX_VALUE} for no limit. */
    public long silenceNanos(boolean halfClosed) {
        return halfClosed ? Math.min(nanos(idleTimeout), nanos(halfClosedTimeout)) : nanos(idleTimeout);
    }

    /** Longest age of the relay, in ns; {@link Long#MAX_VALUE} for no limit. */
    public long ageNanos() {
        return nanos(maxAge);
    }

    private static long nanos(Duration timeout) {
        return timeout.isZero() ? NEVER : timeout.toNanos();
    }
}
