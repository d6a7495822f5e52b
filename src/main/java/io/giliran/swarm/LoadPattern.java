package io.giliran.swarm;

import io.giliran.metrics.Outcome;
import java.util.function.Consumer;

/** Load pattern: decides when each client sends. Confined to its driver's loop. */
interface LoadPattern {
    /** Prepares the load, and calls the driver when it is ready. */
    void begin();

    /**
     * Begins the load, once; from then on, or shortly before.
     *
     * @param startNanos the planned instant from which intended starts count, ns since the run's start
     */
    void start(long startNanos);

    /** A request that it began has ended; the pattern does not keep it. */
    void ended(Request request, Outcome outcome, long nowNanos);

    /** A connection stands that {@link ClientDriver#preconnect} began, or could not be made. */
    default void preconnected() {}

    /**
     * Intended start of the oldest request that has not begun, in ns since the run's start; {@link Long#MAX_VALUE} for none.
     */
    default long oldestWaitingNanos() {
        return Long.MAX_VALUE;
    }

    /** Hands over the requests that wait to be begun, when the run is cut. */
    default void cut(Consumer<Request> taker) {}

    /** Sets the number of clients, of all loops together. Requests under way end normally. */
    default void clientsBecome(int clients) {}

    /** Change of the planned number of requests by changes of the number of clients. */
    default long plannedChange() {
        return 0;
    }
}
