package io.giliran.balancer.log;

import io.giliran.balancer.model.Attempt;
import io.giliran.balancer.model.ConnectionObserver;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.balancer.model.ProxiedBy;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.model.TlsOfConnection;
import io.giliran.transport.Activity;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.RelayEnd;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Times the stages of one connection: each stage is reported here once, and handed on with its time to the {@link
 * ConnectionObserver}s. Makes the connection's record at its end. Confined to its connection's actor.
 */
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
    /** Immutable up to the first attempt: most connections have no other. */
    private List<Attempt> attempts = List.of();

    private ConnectionObserver observer = ConnectionObserver.NONE;
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

    /** Stages are handed on to this observer from now on. */
    public void handOnTo(ConnectionObserver replaced) {
        observer = replaced;
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

    public long sinceAccepted() {
        return nanoClock.getAsLong() - acceptedNanos;
    }

    /** The connection waits for a slot, behind {@code position} others. */
    public void queued(int position) {
        queuePosition = position;
        queuedNanos = nanoClock.getAsLong();
        observer.queued(position);
    }

    /** The connection does not wait any longer, whatever becomes of it. */
    public void unqueued() {
        if (queuedNanos != NOT_REACHED) {
            waitedNanos += nanoClock.getAsLong() - queuedNanos;
            queuedNanos = NOT_REACHED;
        }
    }

    /** The backend was picked, and is being connected. */
    public void picked(Destination destination, @Nullable PickExplanation why) {
        explanation = why;
        observer.picked(destination.backend(), why);
        attemptNanos = nanoClock.getAsLong();
    }

    /** Returns how long this attempt took, in ns. */
    public long connected(Destination destination, SocketAddress local) {
        serving = destination;
        backendLegLocal = local;
        connectedNanos = nanoClock.getAsLong();
        long took = connectedNanos - attemptNanos;
        add(new Attempt(destination.backend(), took, null));
        observer.attempted(destination.backend(), took, null);
        return took;
    }

    /** Returns how long this attempt took, in ns. */
    public long connectFailed(Destination destination, ConnectFailure failure) {
        long took = nanoClock.getAsLong() - attemptNanos;
        add(new Attempt(destination.backend(), took, failure));
        observer.attempted(destination.backend(), took, failure);
        return took;
    }

    /** Returns the time since connected, in ns. */
    public long firstByte() {
        firstByteNanos = nanoClock.getAsLong();
        long took = firstByteNanos - connectedNanos;
        observer.firstByte(took);
        return took;
    }

    public void halfClosed(Leg side) {
        observer.halfClosed(side);
    }

    public void moved(Activity activity) {
        observer.moved(activity);
    }

    /**
     * Makes the record of the connection, which has ended, and hands it on.
     *
     * @param wish why its owner wished its end; null when it did not
     */
    public ConnectionRecord ended(RelayEnd end, @Nullable Termination wish) {
        unqueued();
        ConnectFailure lastFailure =
                attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).failure();
        ConnectionRecord record = new ConnectionRecord(
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
        observer.ended(record);
        return record;
    }

    private void add(Attempt attempt) {
        if (attempts.isEmpty()) {
            attempts = List.of(attempt);
            return;
        }
        if (attempts.size() == 1) {
            attempts = new ArrayList<>(attempts);
        }
        attempts.add(attempt);
    }

    private static long since(long from, long until) {
        return from == NOT_REACHED || until == NOT_REACHED ? NOT_REACHED : until - from;
    }
}
