package io.giliran.balancer.clients;

import io.giliran.balancer.model.Termination;
import io.giliran.transport.Reception;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Judges clients by their addresses: by the access rules and by the limits of each client. The one place where this is done,
 * whoever asks; a connection counts from then until it has ended. A reload replaces rules and limits for clients that are
 * judged afterwards. Thread-safe.
 */
public final class ClientRules {
    private static final Judged ADMITTED = new Judged(null, null, null);
    private static final Judged DENIED = new Judged(Termination.DENIED, null, null);
    private static final Judged OVER_THE_LIMIT = new Judged(Termination.CLIENT_LIMIT, null, null);

    /** Decision about one client. */
    public static final class Judged implements Reception.Entry {
        private final @Nullable Termination refused;
        private final @Nullable ClientLimits countedBy;
        private final @Nullable SocketAddress client;
        private final @Nullable AtomicBoolean ended;

        private Judged(
                @Nullable Termination refused, @Nullable ClientLimits countedBy, @Nullable SocketAddress client) {
            this.refused = refused;
            this.countedBy = countedBy;
            this.client = client;
            ended = countedBy == null ? null : new AtomicBoolean();
        }

        @Override
        public boolean isRefused() {
            return refused != null;
        }

        /** Reason why the client may not connect; null when it may. */
        @Nullable
        public Termination refused() {
            return refused;
        }

        /** The first call counts. */
        @Override
        public void ended() {
            if (countedBy != null && client != null && ended != null && ended.compareAndSet(false, true)) {
                countedBy.closed(client);
            }
        }
    }

    private record Current(AddressRules rules, @Nullable ClientLimits limits) {}

    private volatile Current current;
    /** The last ones; null until there were some. */
    private @Nullable ClientLimits limits;

    public ClientRules(ClientSettings settings) {
        limits = settings.limits().map(ClientLimits::new).orElse(null);
        current = new Current(settings.rules(), limits);
    }

    /** Returns the entry of a client that no rule judges: its address is unknown, and it is refused for another reason. */
    public static Judged nobody() {
        return ADMITTED;
    }

    /** {@link Judged#ended} has to be called once the client is gone. */
    public Judged judge(SocketAddress client, long nowNanos) {
        Current judging = current;
        if (!judging.rules().admits(client)) {
            return DENIED;
        }
        ClientLimits counting = judging.limits();
        if (counting == null) {
            return ADMITTED;
        }
        return counting.opened(client, nowNanos) == ClientLimits.Verdict.ADMITTED
                ? new Judged(null, counting, client)
                : OVER_THE_LIMIT;
    }

    /**
     * Replaces the rules and limits. Clients keep their counts, also while there are no limits, because these may be turned on
     * again. Confined to one thread.
     */
    public void change(ClientSettings changed, long nowNanos) {
        ClientLimits before = limits;
        ClientLimits.Limits wanted = changed.limits().orElse(null);
        if (wanted != null) {
            limits = before == null ? new ClientLimits(wanted) : before.reconfigured(wanted, nowNanos);
        }
        current = new Current(changed.rules(), wanted == null ? null : limits);
    }
}
