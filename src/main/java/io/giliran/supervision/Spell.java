package io.giliran.supervision;

/**
 * Series of occurrences of one trouble, perhaps many a second: one line is due when it begins, and one, with the number of
 * occurrences, when it has not occurred for {@link LineBudget#PERIOD}. Thread-safe; the time is handed in.
 */
public final class Spell {
    private volatile boolean on;
    private long times;
    private long lastAt;

    /** The trouble has come; returns whether that begins a spell. */
    public synchronized boolean comes(long nowNanos) {
        boolean begins = !on;
        on = true;
        times = begins ? 1 : times + 1;
        lastAt = nowNanos;
        return begins;
    }

    /** Whether a spell has begun that has not ended. */
    public boolean isOn() {
        return on;
    }

    /**
     * Ends the spell if the trouble has not come for {@link LineBudget#PERIOD}; returns how often it came, or 0 when no spell
     * ends.
     */
    public synchronized long endsAfter(long nowNanos) {
        if (!on || nowNanos - lastAt < LineBudget.PERIOD.toNanos()) {
            return 0;
        }
        on = false;
        return times;
    }
}
