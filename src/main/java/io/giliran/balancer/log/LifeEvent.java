package io.giliran.balancer.log;

import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.transport.Activity;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import java.net.SocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stage in the life of a connection.
 *
 * @param connection its number
 * @param accepted when the connection was
 * @param sinceNanos from then until this happened
 */
record LifeEvent(long connection, Instant accepted, long sinceNanos, Stage stage) implements AccessLog.Entry {
    /** Stage with its details. Holds objects at hand only: the writing thread formats them. */
    sealed interface Stage {}

    /** @param serverName the host that the client asks for; null when it has not said so */
    record Accepted(
            SocketAddress client,
            SocketAddress listener,
            @Nullable String serverName) implements Stage {}

    /** @param position how many wait before it */
    record Queued(int position) implements Stage {}

    /** @param why null unless picks are explained */
    record Picked(String backend, String policy, @Nullable PickExplanation why) implements Stage {}

    /** @param failure null when it was connected */
    record Attempted(String backend, long nanos, @Nullable ConnectFailure failure) implements Stage {}

    record FirstByte(long nanos) implements Stage {}

    record HalfClosed(Leg side) implements Stage {}

    record Moved(Activity activity) implements Stage {}

    record Ended(ConnectionRecord connection) implements Stage {}
}
