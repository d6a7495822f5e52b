package io.giliran.simulation.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Service discipline of a backend. */
interface Service {
    /** Takes a request in; false when its queue is full. */
    boolean offer(Request request, long now);

    /** A request is due to be done: that one, or null when meanwhile all has come differently. */
    @Nullable
    Request done(int worker, long ticket, long now);

    /** Sets the speed from now on; 0 stops the service. */
    void setSpeed(double speed, long now);

    /** Requests inside, waiting or served. */
    int inside();

    /** Drops all requests and names each. */
    void clear(Consumer<Request> dropped);
}
