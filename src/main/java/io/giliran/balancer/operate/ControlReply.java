package io.giliran.balancer.operate;

import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.model.Origin;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.health.AdminState;
import io.giliran.health.Eligibility;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies of a running balancer to an operator. */
public sealed interface ControlReply {
    /** The command was carried out. */
    record Done(String what) implements ControlReply {}

    /** The command was refused. */
    record Refused(Kind kind, String reason) implements ControlReply {
        /** Category of a failure. */
        public enum Kind {
            NOT_FOUND,
            INVALID,
            CONFLICT
        }
    }

    /**
     * The balancer as a whole.
     *
     * @param panic why all backends are used, or empty when only the healthy ones are
     * @param excess connections that a rebalancing under way has still to close; negative when there is none
     * @param log what has become of the access log's entries
     */
    record Status(
            String policy,
            long accepted,
            int open,
            int queued,
            boolean explains,
            String panic,
            int excess,
            AccessLog.Figures log)
            implements ControlReply {}

    record Backends(List<BackendView> backends) implements ControlReply {}

    /**
     * A part of the open connections.
     *
     * @param total number of all that match
     */
    record Connections(List<ConnectionView> connections, int total) implements ControlReply {}

    /**
     * A backend as it is.
     *
     * @param serverNames whom it serves of those who ask for a name; empty for everybody else
     * @param maxConnections {@link io.giliran.policy.BackendPool#ENDLESS} for no bound
     * @param admin what the operator wants
     * @param state what decides whether it may be picked
     * @param reason for people
     * @param isLeaving removed, but not all of its connections have ended
     * @param origin who has brought it
     */
    record BackendView(
            String name,
            String address,
            int weight,
            int maxConnections,
            List<String> serverNames,
            boolean backup,
            AdminState admin,
            Eligibility.State state,
            boolean isEligible,
            String reason,
            int open,
            long picks,
            boolean isLeaving,
            Origin origin) {}

    /**
     * A connection as it is.
     *
     * @param serverName the host that the client asks for; null when it has not said so
     * @param backend null while it waits for one
     * @param explanation why the backend was picked; null unless picks were explained then
     */
    record ConnectionView(
            long id,
            String client,
            Instant accepted,
            @Nullable String serverName,
            @Nullable String backend,
            long bytesIn,
            long bytesOut,
            long idleNanos,
            @Nullable PickExplanation explanation) {}
}
