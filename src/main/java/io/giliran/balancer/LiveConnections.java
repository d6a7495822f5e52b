package io.giliran.balancer;

import akka.actor.typed.ActorRef;
import io.giliran.policy.Backend;
import io.giliran.transport.Activity;
import io.giliran.transport.Relay;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The connections that are open, for whoever wants to see them or to end some. Thread-safe. */
final class LiveConnections {
    /** One of them. */
    static final class Live {
        final long id;
        final ActorRef<Connection.Command> actor;
        final SocketAddress client;
        final Instant accepted;
        private final Relay relay;
        private volatile @Nullable Backend backend;
        private volatile @Nullable PickExplanation explanation;

        Live(long id, ActorRef<Connection.Command> actor, SocketAddress client, Instant accepted, Relay relay) {
            this.id = id;
            this.actor = actor;
            this.client = client;
            this.accepted = accepted;
            this.relay = relay;
        }

        void picked(Backend chosen, @Nullable PickExplanation why) {
            backend = chosen;
            explanation = why;
        }

        /** The backend could not be connected. */
        void failed() {
            backend = null;
            explanation = null;
        }

        /** Whose place it takes; null while it waits for one. */
        @Nullable
        Backend backend() {
            return backend;
        }

        @Nullable
        PickExplanation explanation() {
            return explanation;
        }

        Activity activity() {
            return relay.activity();
        }
    }

    private final ConcurrentHashMap<Long, Live> byId = new ConcurrentHashMap<>();

    void add(Live connection) {
        byId.put(connection.id, connection);
    }

    void remove(long id) {
        byId.remove(id);
    }

    @Nullable
    Live find(long id) {
        return byId.get(id);
    }

    /** As they are now; changes while it is looked at. */
    Collection<Live> all() {
        return byId.values();
    }
}
