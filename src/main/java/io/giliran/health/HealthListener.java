package io.giliran.health;

import java.util.List;

/** Receives the changes of a {@link PoolHealth}, at once and in order. Must not call it back. */
public interface HealthListener {
    /** Change of a backend's health. */
    enum Change {
        /** A failed check, but not the last that it takes. */
        GOING_DOWN,
        DOWN,
        /** A passed check, but not the last that it takes. */
        GOING_UP,
        UP,
        EJECTED,
        /** Its ejection has ended. */
        RETURNED,
        /** Spared from an ejection by a limit. */
        SPARED,
        READY,
        DRAIN,
        MAINT
    }

    /** A change of one backend, for logs and metrics. */
    void changed(int backend, Change change, String reason);

    /** The backend has gone down, and its connections are to be cut. */
    void cut(int backend);

    /** Panic has begun or ended in the pool. */
    void panicChanged(int pool, Panic panic);

    /** Others of the pool may be picked now: all of these, by index in order. */
    void eligible(int pool, List<Integer> backends);
}
