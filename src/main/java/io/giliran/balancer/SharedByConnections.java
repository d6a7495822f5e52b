package io.giliran.balancer;

import akka.actor.typed.ActorRef;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.log.ConnectionEvents;
import io.giliran.balancer.log.ConnectionTrace;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.operate.LiveConnections;
import io.giliran.balancer.settings.ConnectionSettings;
import io.giliran.policy.Signal;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.RelayEnd;
import java.time.Duration;
import java.util.Set;

/**
 * State that all connections of a balancer share. A change by the router applies to connections that begin afterwards.
 * Thread-safe.
 */
public final class SharedByConnections {
    /**
     * The part that may change while the balancer runs.
     *
     * @param signals that the policy needs
     * @param learnsOutcomes whether the router needs a message for each connect that succeeds
     */
    public record Changing(
            ConnectionSettings settings, Duration queueTimeout, Set<Signal> signals, boolean learnsOutcomes) {}

    private final ActorRef<RouterMessage> router;
    private final AccessLog log;
    private final OpenConnections open;
    private final BalancerObserver observer;
    private final LiveConnections live;
    private volatile Changing changing;

    public SharedByConnections(
            ActorRef<RouterMessage> router,
            AccessLog log,
            OpenConnections open,
            BalancerObserver observer,
            LiveConnections live,
            Changing changing) {
        this.router = router;
        this.log = log;
        this.open = open;
        this.observer = observer;
        this.live = live;
        this.changing = changing;
    }

    void change(Changing replaced) {
        changing = replaced;
    }

    /**
     * Sends a client away without an actor for it: what it costs is the log's line, a sum and the end of its socket. False
     * when the log is full; then its line has to wait, for which it needs an actor.
     *
     * @param entry counts it no more
     */
    public boolean sendAway(ClientLeg client, Termination why, ConnectionTrace trace, ClientRules.Judged entry) {
        RelayEnd end = new RelayEnd(why.isGentle() ? RelayEnd.Cause.CLOSED : RelayEnd.Cause.ABORTED, 0, 0);
        ConnectionRecord ended = trace.ended(end, why);
        if (!log.offer(ended, open)) {
            return false;
        }
        ConnectionEvents.of(log, trace).ended(ended);
        client.refuse(why.isGentle());
        observer.refused(ended.termination().code());
        open.ended();
        entry.ended();
        return true;
    }

    ActorRef<RouterMessage> router() {
        return router;
    }

    AccessLog log() {
        return log;
    }

    OpenConnections open() {
        return open;
    }

    LiveConnections live() {
        return live;
    }

    BalancerObserver observer() {
        return observer;
    }

    ConnectionSettings settings() {
        return changing.settings();
    }

    Duration queueTimeout() {
        return changing.queueTimeout();
    }

    /** Whether the router wants to hear of it. */
    boolean wants(Signal signal) {
        return changing.signals().contains(signal) || (signal == Signal.CONNECT && changing.learnsOutcomes());
    }
}
