package io.giliran.simulation.engine;

/** Asked periodically whether a run should end early; receives the progress. */
public interface StopWish {
    /** Number of events between two questions; a power of two. */
    int LOOK_EVERY = 1 << 16;

    /** Never ends early. */
    StopWish NONE = (requests, nowNanos) -> false;

    boolean isWished(long requests, long nowNanos);
}
