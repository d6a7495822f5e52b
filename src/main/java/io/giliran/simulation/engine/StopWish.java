package io.giliran.simulation.engine;

/** Is asked now and then whether a run should end early; sees how far it is. */
public interface StopWish {
    /** Number of events between two questions; a power of two. */
    int LOOK_EVERY = 1 << 16;

    /** Never ends early. */
    StopWish NONE = (requests, nowNanos) -> false;

    boolean isWished(long requests, long nowNanos);
}
