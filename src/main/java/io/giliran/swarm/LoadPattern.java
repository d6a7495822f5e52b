package io.giliran.swarm;

import io.giliran.metrics.Outcome;

/** Decides when which client sends. Confined to its driver's loop. */
interface LoadPattern {
    void begin();

    /** A request that it began has ended. */
    void ended(Request request, Outcome outcome, long nowNanos);

    /** A connection stands that {@link ClientDriver#preconnect} began, or could not be made. */
    default void preconnected() {}
}
