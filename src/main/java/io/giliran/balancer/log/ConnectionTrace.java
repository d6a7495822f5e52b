package io.giliran.balancer.log;

import io.giliran.balancer.model.Attempt;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.balancer.model.ProxiedBy;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.model.TlsOfConnection;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.RelayEnd;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Collects the stages of one connection for its log line. Confined to its connection's actor. */
public final class ConnectionTrace {
    private static final long NOT_REACHED = -1;

    private final long id;
    private final SocketAddress client;
    private final SocketAddress listener;
    private final @Nullable ProxiedBy proxiedBy;
    private final @Nullable TlsOfConnection tls;
    private final String policy;
    private final Instant accepted;
    private final LongSupplier nanoClock;
    private final long acceptedNanos;
    private final List<Attempt> attempts = new ArrayList<>(1);
    private @Nullable PickExplanation explanation;
    private long attemptNanos;
    private int queuePosition;
    private long queuedNanos = NOT_REACHED;
    private long waitedNanos;
    private @Nullable Destination serving;
    private @Nullable SocketAddress backendLegLocal;
    private long connectedNanos = NOT_REACHED;
    private long firstByteNanos = NOT_REACHED;

    public ConnectionTrace(long id, ClientLeg client, String policy, Instant accepted, LongSupplier nanoClock) {
        this.id = id;
        this.client = client.remoteAddress();
        this.listener = client.localAddress();
        this.proxiedBy = ProxiedBy.of(client);
        this.tls = TlsOfConnection.of(client);
        this.policy = policy;
        this.accepted = accepted;
        this.nanoClock = nanoClock;
        this.acceptedNanos = nanoClock.getAsLong();
    }

    public SocketAddress client() {
        return client;
    }

    public long id() {
        return id;
    }

    public Instant accepted() {
        return accepted;
    }

    SocketAddress listener() {
        return listener;
    }

    /** The host that the client asks for; null when it has not said so. */
    @Nullable
    public String serverName() {
        return tls == null ? null : tls.serverName();
    }

    String policy() {
        return policy;
    }

    /** The time of day by the monotonic clock: when it was accepted, and what has passed since. */
    Instant now() {
        return accepted.plusNanos(sinceAccepted());
    }

    public long sinceAccepted() {
        return nanoClock.getAsLong() - acceptedNanos;
    }

    /** The connection waits for a slot, behind {@code position} others. */
    public void queued(int position) {
        queuePosition = position;
        queuedNanos = nanoClock.getAsLong();
    }

    /** The connection does not wait any longer, whatever becomes of it. */
    public void unqueued() {
        if (queuedNanos != NOT_REACHED) {
            waitedNanos += nanoClock.getAsLong() - queuedNanos;
            queuedNanos = NOT_REACHED;
        }
    }

    public void attempting(@Nullable PickExplanation why) {
        explanation = why;
        attemptNanos = nanoClock.getAsLong();
    }

    /** Returns how long this attempt took, in ns. */
    public long connected(Destination destination, SocketAddress local) {
        serving = destination;
        backendLegLocal = local;
        connectedNanos = nanoClock.getAsLong();
        long took = connectedNanos - attemptNanos;
        attempts.add(new Attempt(destination.backend(), took, null));
        return took;
    }

    /** Returns how long this attempt took, in ns. */
    public long connectFailed(Destination destination, ConnectFailure failure) {
        long took = nanoClock.getAsLong() - attemptNanos;
        attempts.add(new Attempt(destination.backend(), took, failure));
        return took;
    }

    /** Returns the time since connected, in ns. */
    public long firstByte() {
        firstByteNanos = nanoClock.getAsLong();
        return firstByteNanos - connectedNanos;
    }

    /** Returns the time since connected, in ns; -1 when no backend ever was. */
    public long lifetime() {
        return since(connectedNanos, nanoClock.getAsLong());
    }

    /**
     * Makes the record of the connection, which has ended.
     *
     * @param wish why its owner wished its end; null when it did not
     */
    public ConnectionRecord ended(RelayEnd end, @Nullable Termination wish) {
        unqueued();
        ConnectFailure lastFailure =
                attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).failure();
        return new ConnectionRecord(
                id,
                accepted,
                client,
                listener,
                policy,
                List.copyOf(attempts),
                serving == null ? null : serving.backend(),
                serving == null ? null : serving.address(),
                backendLegLocal,
                waitedNanos,
                queuePosition,
                since(acceptedNanos, connectedNanos),
                since(connectedNanos, firstByteNanos),
                nanoClock.getAsLong() - acceptedNanos,
                end.bytesFromClient(),
                end.bytesFromBackend(),
                Termination.of(end.cause(), serving != null, lastFailure, wish),
                explanation,
                proxiedBy,
                tls);
    }

    private static long since(long from, long until) {
        return from == NOT_REACHED || until == NOT_REACHED ? NOT_REACHED : until - from;
    }
}
