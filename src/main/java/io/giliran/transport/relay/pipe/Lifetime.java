package io.giliran.transport.relay.pipe;

import io.giliran.transport.RelayOptions;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.relay.leg.LoopContext;
import io.giliran.transport.relay.leg.TimeoutSweep;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Watches the limits of one relay: how long it has been silent, and its age. Confined to its loop. */
public final class Lifetime implements TimeoutSweep.Timed {
    /** The grace period for writing kept bytes when the relay is too old. */
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * The age from which on the system probes the peers (SO_KEEPALIVE). It waits two hours for its first probe, and most
     * connections end sooner than that: they save a system call for each leg.
     */
    static final long PROBED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final VarHandle MOVED_NANOS;

    static {
        try {
            MOVED_NANOS = MethodHandles.lookup().findVarHandle(Lifetime.class, "movedNanos", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** The relay that has to end. */
    interface Owner {
        boolean isHalfClosed();

        /** Called once when the relay has lived for so long that its peers have to be probed, where the options ask for that. */
        void lasts();

        void silent();

        /**
         * Called when the relay has reached its age limit; {@link #outOfTime} follows after a grace period in which buffered
         * bytes are flushed.
         */
        void tooOld();

        void outOfTime();
    }

    private final EventLoop loop;
    private final TimeoutSweep sweep;
    private final TimeoutSweep young;
    private final RelayOptions options;
    private final Owner owner;
    private TimeoutSweep.@Nullable Watch watch;
    private TimeoutSweep.@Nullable Watch probing;
    private @Nullable Pipe lastMoved;
    /** Opaque, because other threads read it; that costs the loop nothing. */
    private long movedNanos = System.nanoTime();

    private long begunNanos;
    private boolean tooOld;
    private long tooOldNanos;

    Lifetime(LoopContext home, RelayOptions options, Owner owner) {
        loop = home.loop();
        sweep = home.timeouts();
        young = home.young();
        this.options = options;
        this.owner = owner;
    }

    /** The backend is connected: from now on its time runs. */
    void begin() {
        begunNanos = System.nanoTime();
        MOVED_NANOS.setOpaque(this, begunNanos);
        long shortest = options.shortestNanos();
        if (shortest != Long.MAX_VALUE) {
            watch = sweep.watch(this, shortest);
        }
        if (options.keepAlive()) {
            probing = young.watch(this::probe, PROBED_AFTER_NANOS);
        }
    }

    void moved(Pipe pipe) {
        lastMoved = pipe;
        MOVED_NANOS.setOpaque(this, loop.roundNanos());
    }

    /** A FIN has moved, and from now on less silence may be allowed. */
    void halfClosed() {
        MOVED_NANOS.setOpaque(this, loop.roundNanos());
        if (watch != null) {
            sweep.sweepWithin(options.silenceNanos(true));
        }
    }

    void end() {
        if (watch != null) {
            sweep.forget(watch);
            watch = null;
        }
        endProbing();
    }

    private long probe(long nowNanos) {
        long left = PROBED_AFTER_NANOS - (nowNanos - begunNanos);
        if (left <= 0) {
            endProbing();
            owner.lasts();
        }
        return left;
    }

    private void endProbing() {
        if (probing != null) {
            young.forget(probing);
            probing = null;
        }
    }

    /** The one through which the last bytes went; null when none ever did. */
    @Nullable
    Pipe lastMoved() {
        return lastMoved;
    }

    /** Since when nothing has moved; from any thread. */
    long idleNanos() {
        return Math.max(0, System.nanoTime() - (long) MOVED_NANOS.getOpaque(this));
    }

    @Override
    public long look(long nowNanos) {
        if (tooOld) {
            long left = LAST_WORDS_NANOS - (nowNanos - tooOldNanos);
            if (left <= 0) {
                owner.outOfTime();
            }
            return left;
        }
        long silenceLeft = options.silenceNanos(owner.isHalfClosed()) - (nowNanos - movedNanos);
        long lifeLeft = options.ageNanos() - (nowNanos - begunNanos);
        if (silenceLeft <= 0) {
            owner.silent();
        } else if (lifeLeft <= 0) {
            tooOld = true;
            tooOldNanos = nowNanos;
            owner.tooOld();
            return LAST_WORDS_NANOS;
        }
        return Math.min(silenceLeft, lifeLeft);
    }
}
