package io.giliran.balancer;

import io.giliran.balancer.checks.SentProxyHeader;
import io.giliran.balancer.dispatch.Admission;
import io.giliran.balancer.dispatch.BackendConduct;
import io.giliran.balancer.log.ConnectionTrace;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.settings.ConnectionSettings;
import io.giliran.policy.Backend;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.transport.Activity;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEvents;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one connection which backend it tries, holds and gives back, when it waits, and how it ends: the logic of {@link
 * Connection} without the actor. Reports each stage to the trace, once. Confined to the actor's thread.
 */
final class ConnectionLifecycle implements RelayEvents {
    /** Carries out what a decision requires outside. */
    interface Consequences {
        /**
         * Reports to the router that the backend could not be connected.
         *
         * @param wantsAnother whether an admission is the answer, which does not name a backend in {@code tried}
         */
        void connectFailed(Backend backend, ConnectFailure why, TriedBackends tried, boolean wantsAnother);

        /** The connection is in the queue from now on. */
        void waits();

        /** The connection is not in the queue any longer, or no longer waits for the answer about it. */
        void waitsNoLonger();

        /**
         * Asks the router to take the connection out of the queue, so that no slot is assigned to it. The answer is an admission:
         * a refusal, or the slot that was assigned meanwhile.
         */
        void leaveQueue();

        /** Reports a measured duration; see {@link PickProtocol.Observed}. */
        void observed(Backend backend, Signal signal, long nanos);
    }

    private final ClientLeg client;
    private final ConnectionTrace trace;
    private final ConnectionSettings settings;
    private final OpenConnections open;
    private final Consequences consequences;
    private @Nullable Relay relay;
    private @Nullable Destination destination;
    /** Written here and read by the router, never at once: the router reads it only while its answer is awaited. */
    private TriedBackends tried = TriedBackends.NONE;

    private @Nullable Termination wish;
    private @Nullable Leg firstFinished;
    private BackendConduct conduct = BackendConduct.NOTHING;
    private boolean counted;
    private boolean awaitsAdmission;
    private boolean queued;
    private boolean ended;

    /** A connection that was admitted so, and counts with its backend from now on if it has one. */
    ConnectionLifecycle(
            ClientLeg client,
            Admission admission,
            ConnectionTrace trace,
            ConnectionSettings settings,
            OpenConnections open,
            Consequences consequences) {
        this.client = client;
        this.trace = trace;
        this.settings = settings;
        this.open = open;
        this.consequences = consequences;
        awaitsAdmission = admission instanceof Admission.Wait;
        if (admission instanceof Admission.Go go) {
            count(go.destination());
        }
    }

    /** Starts the relay; its events have to be brought to this lifecycle, on the actor's thread. */
    Relay startRelay(RelayEvents events) {
        Relay started = client.relay(settings.relayOptions(trace.id()), events);
        relay = started;
        return started;
    }

    /** Begins as it was admitted. */
    void begin(Admission admission) {
        if (admission instanceof Admission.Go go) {
            attempt(go);
        } else if (admission instanceof Admission.Wait wait) {
            queue(wait.position());
        } else if (admission instanceof Admission.Refuse refuse) {
            end(refuse.why(), refuse.why().isGentle());
        }
    }

    /** The router's answer. One that names a backend counts this connection with it, whatever has happened meanwhile. */
    void admitted(Admission answer) {
        if (answer instanceof Admission.Wait wait) {
            if (ended || wish != null) {
                consequences.leaveQueue();
            } else {
                queue(wait.position());
            }
            return;
        }
        awaitsAdmission = false;
        if (answer instanceof Admission.Go go) {
            count(go.destination());
            // One that is ending gives the slot back.
            if (!ended && (wish == null || queued)) {
                unqueue();
                attempt(go);
            }
        } else if (answer instanceof Admission.Refuse refuse && !ended) {
            end(refuse.why(), true);
        }
    }

    @Override
    public void connected(SocketAddress backendLegLocal) {
        if (!ended) {
            observed(Signal.CONNECT, trace.connected(destination(), backendLegLocal));
        }
    }

    @Override
    public void connectFailed(ConnectFailure failure) {
        if (ended) {
            return;
        }
        Backend failed = destination().backend();
        trace.connectFailed(destination(), failure);
        open.closed(failed);
        counted = false;
        tried = tried.with(failed);
        awaitsAdmission = wish == null && settings.allowsAnother(tried.count(), trace.sinceAccepted());
        consequences.connectFailed(failed, failure, tried, awaitsAdmission);
        if (!awaitsAdmission) {
            end(Termination.CONNECT_FAILED, true);
        }
    }

    @Override
    public void firstByte() {
        if (!ended) {
            conduct = BackendConduct.ANSWERED;
            observed(Signal.FIRST_BYTE, trace.firstByte());
        }
    }

    @Override
    public void halfClosed(Leg side) {
        if (!ended) {
            if (firstFinished == null) {
                firstFinished = side;
            }
            trace.halfClosed(side);
        }
    }

    @Override
    public void ended(RelayEnd end) {
        if (ended) {
            return;
        }
        ended = true;
        if (queued) {
            consequences.leaveQueue();
        }
        long lifetime = trace.ended(end, wish).lifetimeNanos();
        if (lifetime >= 0) {
            conduct = BackendConduct.of(end, firstFinished, lifetime);
            observed(Signal.LIFETIME, lifetime);
        }
    }

    void queueTimedOut() {
        if (queued && !ended) {
            leave();
            end(Termination.QUEUE_TIMED_OUT, true);
        }
    }

    /**
     * The balancer wants it to end.
     *
     * @param gently whether both legs are finished (FIN); otherwise they are reset
     */
    void endedBy(Termination why, boolean gently) {
        if (ended) {
            return;
        }
        if (queued) {
            leave();
        }
        end(why, gently);
    }

    /** A fault of the balancer's own ends the connection, with both its legs; nothing but the router's answer is awaited then. */
    void failed() {
        Activity moved = moved();
        if (relay != null) {
            relay.abort();
        }
        if (ended) {
            return;
        }
        ended = true;
        if (queued) {
            leave();
        }
        trace.ended(new RelayEnd(RelayEnd.Cause.FAILED, moved.bytesFromClient(), moved.bytesFromBackend()), null);
    }

    /** The actor is stopped before the connection has ended: nobody else would end the legs. */
    void cutShort() {
        if (ended) {
            return;
        }
        ended = true;
        if (relay != null) {
            relay.abort();
        }
        Activity moved = moved();
        trace.ended(new RelayEnd(RelayEnd.Cause.FAILED, moved.bytesFromClient(), moved.bytesFromBackend()), wish);
    }

    /** Bytes that have moved up to now. */
    Activity moved() {
        return relay == null ? new Activity(0, 0, 0) : relay.activity();
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether the router's answer is under way: it may count this connection with another backend, which is to be given back. */
    boolean awaitsAdmission() {
        return awaitsAdmission;
    }

    /** Conduct of the backend on this connection. */
    BackendConduct conduct() {
        return conduct;
    }

    /** Gives back the slot; null when the connection has none. */
    @Nullable
    Backend giveBack() {
        if (!counted) {
            return null;
        }
        counted = false;
        Backend backend = destination().backend();
        open.closed(backend);
        return backend;
    }

    private void attempt(Admission.Go go) {
        Destination next = go.destination();
        trace.picked(next, go.explanation());
        byte[] preface = next.sendProxy() == null
                ? Relay.NO_PREFACE
                : SentProxyHeader.of(client, next.sendProxy(), trace.id(), trace.accepted());
        relay().connect(next.address(), settings.connectTimeout(), preface, settings.tlsWith(next));
    }

    private void count(Destination next) {
        destination = next;
        counted = true;
        open.opened(next.backend());
    }

    /** The backend whose slot this connection has, or had last. Set as soon as a backend is tried. */
    private Destination destination() {
        return Objects.requireNonNull(destination);
    }

    private Relay relay() {
        return Objects.requireNonNull(relay);
    }

    private void queue(int position) {
        queued = true;
        wish = Termination.CLIENT_LEFT_QUEUE;
        trace.queued(position);
        consequences.waits();
    }

    private void leave() {
        consequences.leaveQueue();
        unqueue();
    }

    private void unqueue() {
        if (queued) {
            queued = false;
            wish = null;
            consequences.waitsNoLonger();
            trace.unqueued();
        }
    }

    private void end(Termination why, boolean gently) {
        if (wish == null) {
            wish = why;
        }
        if (gently) {
            relay().close();
        } else {
            relay().abort();
        }
    }

    private void observed(Signal signal, long nanos) {
        consequences.observed(destination().backend(), signal, nanos);
    }
}
