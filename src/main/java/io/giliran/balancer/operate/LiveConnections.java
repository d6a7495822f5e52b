package io.giliran.balancer.operate;

import io.giliran.balancer.log.ConnectionTrace;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.ConnectionObserver;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.balancer.model.Termination;
import io.giliran.policy.Backend;
import io.giliran.transport.Activity;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Relay;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Registry of the open connections, for queries and for ending some. Thread-safe. */
public final class LiveConnections {
    /** Ends a connection, for any thread. */
    public interface Ending {
        /**
         * Asks the connection to end.
         *
         * @param gently whether both legs are finished (FIN); otherwise they are reset
         */
        public void end(Termination why, boolean gently);
    }

    /** An open connection as operators see it. Also reports to the metrics what it attempts and how many bytes it moves. */
    public static final class Live implements ConnectionObserver {
        final long id;
        private final Ending ending;
        final SocketAddress client;
        final Instant accepted;
        final @Nullable String serverName;
        private final Relay relay;
        private final BalancerObserver metrics;
        private volatile @Nullable Backend backend;
        private volatile @Nullable PickExplanation explanation;
        private long reportedIn;
        private long reportedOut;

        /**
         * Creates the view of a connection that has no backend yet.
         *
         * @param metrics count what it does
         */
        public Live(ConnectionTrace trace, Ending ending, Relay relay, BalancerObserver metrics) {
            id = trace.id();
            client = trace.client();
            accepted = trace.accepted();
            serverName = trace.serverName();
            this.ending = ending;
            this.relay = relay;
            this.metrics = metrics;
        }

        /** Asks the connection to end; see {@link Ending}. */
        public void end(Termination why, boolean gently) {
            ending.end(why, gently);
        }

        @Override
        public void picked(Backend chosen, @Nullable PickExplanation why) {
            backend = chosen;
            explanation = why;
        }

        @Override
        public void attempted(Backend attempted, long nanos, @Nullable ConnectFailure failure) {
            metrics.attempted(attempted, nanos, failure);
            if (failure != null) {
                backend = null;
                explanation = null;
            }
        }

        /** The backend whose slot it has; null while it waits for one. */
        @Nullable
        public Backend backend() {
            return backend;
        }

        @Nullable
        PickExplanation explanation() {
            return explanation;
        }

        Activity activity() {
            return relay.activity();
        }

        /** Reports the bytes since the last call; never a byte twice, and none after the end. */
        synchronized void reportBytes() {
            Activity now = relay.activity();
            Backend serving = backend;
            long in = now.bytesFromClient() - reportedIn;
            long out = now.bytesFromBackend() - reportedOut;
            // What another thread moves may be seen late, so it can seem to be less than before.
            if (serving != null && (in > 0 || out > 0)) {
                metrics.moved(serving, Math.max(0, in), Math.max(0, out));
                reportedIn += Math.max(0, in);
                reportedOut += Math.max(0, out);
            }
        }

        /** Reports the end, with the bytes that were not reported before. */
        @Override
        public synchronized void ended(ConnectionRecord connection) {
            metrics.ended(
                    connection.backend(),
                    connection.bytesIn() - reportedIn,
                    connection.bytesOut() - reportedOut,
                    connection.lifetimeNanos(),
                    connection.termination().code());
            reportedIn = Long.MAX_VALUE;
            reportedOut = Long.MAX_VALUE;
        }
    }

    private final ConcurrentHashMap<Long, Live> byId = new ConcurrentHashMap<>();

    public void add(Live connection) {
        byId.put(connection.id, connection);
    }

    public void remove(long id) {
        byId.remove(id);
    }

    @Nullable
    public Live find(long id) {
        return byId.get(id);
    }

    /** Asks the connection of this number to end, with a FIN on both legs, unless it has ended. */
    public void end(long id, Termination why) {
        Live connection = byId.get(id);
        if (connection != null) {
            connection.end(why, true);
        }
    }

    /** Resets all connections of the backend. */
    public void cut(Backend backend, Termination why) {
        for (Live connection : byId.values()) {
            // Not by equality: its weight may have changed since.
            Backend connected = connection.backend();
            if (connected != null && connected.index() == backend.index()) {
                connection.end(why, false);
            }
        }
    }

    /** Live view of the open connections; it changes while it is iterated. */
    public Collection<Live> all() {
        return byId.values();
    }
}
