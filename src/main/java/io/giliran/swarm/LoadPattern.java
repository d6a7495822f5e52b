package io.giliran.swarm;

import io.giliran.metrics.Outcome;

/** Decides when which client sends. Confined to its driver's loop. */
interface LoadPattern {
    void begin();

    /** A request that it began has ended; the pattern does not keep it. */
    void ended(Request request, Outcome outcome, long nowNanos);

    /** A connection stands that {@link ClientDriver#preconnect} began, or could not be made. */
    default void preconnected() {}

    /** From now on there are so many clients, of all loops together. What is under way is ended in order. */
    default void clientsBecome(int clients) {}

    /** By how much the number of requests of the run has changed with that of the clients. */
    default long plannedChange() {
        return 0;
    }
}
