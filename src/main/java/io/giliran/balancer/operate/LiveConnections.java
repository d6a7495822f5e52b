package io.giliran.balancer.operate;

import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.balancer.model.Termination;
import io.giliran.policy.Backend;
import io.giliran.transport.Activity;
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

    /** An open connection. */
    public static final class Live {
        final long id;
        private final Ending ending;
        final SocketAddress client;
        final Instant accepted;
        final @Nullable String serverName;
        private final Relay relay;
        private volatile @Nullable Backend backend;
        private volatile @Nullable PickExplanation explanation;
        private long toldIn;
        private long toldOut;

        /**
         * Creates the view of a connection that has no backend yet.
         *
         * @param serverName the host that the client asks for; null when it has not said so
         */
        public Live(
                long id,
                Ending ending,
                SocketAddress client,
                Instant accepted,
                @Nullable String serverName,
                Relay relay) {
            this.id = id;
            this.ending = ending;
            this.client = client;
            this.accepted = accepted;
            this.serverName = serverName;
            this.relay = relay;
        }

        /** Asks the connection to end; see {@link Ending}. */
        public void end(Termination why, boolean gently) {
            ending.end(why, gently);
        }

        public void picked(Backend chosen, @Nullable PickExplanation why) {
            backend = chosen;
            explanation = why;
        }

        /** The backend could not be connected. */
        public void failed() {
            backend = null;
            explanation = null;
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

        /** Reports the bytes since the last call; never a byte twice, and none after {@link #tellEnd}. */
        synchronized void tellBytes(BalancerObserver observer) {
            Activity now = relay.activity();
            Backend serving = backend;
            long in = now.bytesFromClient() - toldIn;
            long out = now.bytesFromBackend() - toldOut;
            // What another thread moves may be seen late, so it can seem to be less than before.
            if (serving != null && (in > 0 || out > 0)) {
                observer.moved(serving, Math.max(0, in), Math.max(0, out));
                toldIn += Math.max(0, in);
                toldOut += Math.max(0, out);
            }
        }

        /** Reports the end, with the bytes that were not reported before. */
        public synchronized void tellEnd(BalancerObserver observer, ConnectionRecord ended, long lifetimeNanos) {
            observer.ended(
                    ended.backend(),
                    ended.bytesIn() - toldIn,
                    ended.bytesOut() - toldOut,
                    lifetimeNanos,
                    ended.termination().code());
            toldIn = Long.MAX_VALUE;
            toldOut = Long.MAX_VALUE;
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

    /** Live view of the open connections; it changes while it is iterated. */
    public Collection<Live> all() {
        return byId.values();
    }
}
