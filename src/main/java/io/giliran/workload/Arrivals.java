package io.giliran.workload;

/** An arrival process: when the requests of a run are meant to start. For one thread; every call moves it on. */
public interface Arrivals {
    /** Value of {@link #nextNanos} when there are no more, for arrivals that end by themselves. */
    long NO_MORE = Long.MAX_VALUE;

    /** The offset in nanoseconds since the start of the run of the next intended request; never decreases. */
    long nextNanos();
}
