package io.giliran.workload;

/** An arrival process: when the requests of a run are meant to start. For one thread; every call moves it on. */
public interface Arrivals {
    /** The offset in nanoseconds since the start of the run of the next intended request; never decreases. */
    long nextNanos();
}
