package io.giliran.balancer;

import akka.actor.Cancellable;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.dispatch.Admission;
import io.giliran.balancer.log.AccessLine;
import io.giliran.balancer.log.ConnectionEvents;
import io.giliran.balancer.log.ConnectionTrace;
import io.giliran.balancer.model.ConnectionMessage;
import io.giliran.balancer.model.ConnectionObserver;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.operate.LiveConnections;
import io.giliran.policy.Backend;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.supervision.BoundedLog;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.ConnectFailure;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Relays a client's connection: connects its backend leg, tries another backend when that fails, and writes one line to the
 * access log at the end. {@link ConnectionLifecycle} makes the decisions. No byte passes through the actor. Stops at the end;
 * never restarts.
 */
public final class Connection extends AbstractBehavior<ConnectionMessage> implements ConnectionLifecycle.Consequences {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final BoundedLog FAULTS = new BoundedLog(LOG, Level.ERROR, System::nanoTime);
    private static final Duration LOG_RETRY = Duration.ofMillis(20);

    /**
     * The balancer wants it to end.
     *
     * @param gently whether both legs are finished (FIN); otherwise they are reset
     */
    public record End(Termination why, boolean gently) implements ConnectionMessage {}

    /** A timer of this connection has gone off. */
    private enum Due implements ConnectionMessage {
        /** The connection has been in the queue for as long as it may. */
        QUEUE_TIMEOUT,
        /** A line is due for the bytes of a connection whose end may be far away. */
        BYTES,
        /** The log was full when the connection ended. */
        ACCESS_LINE
    }

    /**
     * Input of a new connection actor.
     *
     * @param entry the client's entry in the limits, released when the connection has ended
     */
    record Start(Admission admission, ClientRules.Judged entry) {}

    static Behavior<ConnectionMessage> create(
            ClientLeg client, Start start, ConnectionTrace trace, SharedByConnections shared) {
        return Behaviors.setup(context -> new Connection(context, client, start, trace, shared).begin(start));
    }

    private final ConnectionTrace trace;
    private final SharedByConnections shared;
    private final AccessLine line;
    private final ConnectionLifecycle life;
    private final ClientRules.Judged entry;
    private Cancellable queueTimer = Cancellable.alreadyCancelled();
    private Cancellable bytesTimer = Cancellable.alreadyCancelled();

    private Connection(
            ActorContext<ConnectionMessage> context,
            ClientLeg client,
            Start start,
            ConnectionTrace trace,
            SharedByConnections shared) {
        super(context);
        this.trace = trace;
        this.shared = shared;
        entry = start.entry();
        line = new AccessLine(shared.log(), shared.open());
        ConnectionObserver logs = line.and(ConnectionEvents.of(shared.log(), trace));
        trace.handOnTo(logs);
        life = new ConnectionLifecycle(client, start.admission(), trace, shared.settings(), shared.open(), this);
        RelayMessage.Mailbox mailbox = new RelayMessage.Mailbox(context.getSelf());
        LiveConnections.Live live;
        try {
            live = new LiveConnections.Live(trace, mailbox, life.startRelay(mailbox), shared.observer());
        } catch (RuntimeException failure) {
            // An actor that fails before it has begun gets no PostStop.
            client.refuse(false);
            life.failed();
            line.writeOrReport();
            giveBack();
            throw failure;
        }
        trace.handOnTo(logs.and(live));
        shared.live().add(live);
    }

    private Behavior<ConnectionMessage> begin(Start start) {
        try {
            life.begin(start.admission());
        } catch (RuntimeException | LinkageError failure) {
            fail(failure);
            // Stopped by a message, because an actor that stops before it has begun gets no PostStop.
            getContext().getSelf().tell(Due.ACCESS_LINE);
        }
        return this;
    }

    @Override
    public Receive<ConnectionMessage> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::onAny)
                .onSignal(PostStop.class, unused -> onPostStop())
                .build();
    }

    /** Handles a message. An exception ends this connection: both legs are closed and the end is logged. */
    private Behavior<ConnectionMessage> onAny(ConnectionMessage message) {
        boolean hadEnded = life.hasEnded();
        try {
            if (!isHandled(message)) {
                return Behaviors.unhandled();
            }
        } catch (RuntimeException | LinkageError failure) {
            fail(failure);
        }
        if (life.hasEnded() && (!hadEnded || message == Due.ACCESS_LINE)) {
            cancelTimers();
            writeLine();
        }
        return isDone() ? Behaviors.stopped() : this;
    }

    private boolean isHandled(ConnectionMessage message) {
        if (message instanceof RelayMessage event) {
            event.deliver(life);
            if (event instanceof RelayMessage.Connected) {
                logBytesLater();
            }
        } else if (message instanceof Admission answer) {
            life.admitted(answer);
        } else if (message instanceof End wanted) {
            life.endedBy(wanted.why(), wanted.gently());
        } else if (message instanceof Due due) {
            onDue(due);
        } else {
            return false;
        }
        return true;
    }

    private void onDue(Due due) {
        if (due == Due.QUEUE_TIMEOUT) {
            life.queueTimedOut();
        } else if (due == Due.BYTES && !life.hasEnded()) {
            trace.moved(life.moved());
            logBytesLater();
        }
    }

    /** The slot and the limits are given back when the actor stops. */
    private void fail(Throwable failure) {
        FAULTS.write("connection {} has failed and is ended", trace.id(), failure);
        life.failed();
    }

    /**
     * Writes the line of this connection. While the log is full, retries after a delay: the line must not be lost and the event
     * loop must not wait.
     */
    private void writeLine() {
        if (!line.write()) {
            getContext().scheduleOnce(LOG_RETRY, getContext().getSelf(), Due.ACCESS_LINE);
        }
    }

    /** An answer under way counts this connection with another backend: it has to be taken, and given back. */
    private boolean isDone() {
        return life.hasEnded() && !life.awaitsAdmission() && !line.isDue();
    }

    private void logBytesLater() {
        Duration every = shared.log().bytesEvery();
        if (!every.isZero() && !life.hasEnded()) {
            bytesTimer = getContext().scheduleOnce(every, getContext().getSelf(), Due.BYTES);
        }
    }

    /** A timer that goes on would hold the ended connection in memory until it is due. */
    private void cancelTimers() {
        queueTimer.cancel();
        bytesTimer.cancel();
    }

    private Behavior<ConnectionMessage> onPostStop() {
        try {
            cancelTimers();
            // When this actor or the router has failed.
            life.cutShort();
            line.writeOrReport();
        } finally {
            giveBack();
        }
        return this;
    }

    private void giveBack() {
        if (life.awaitsAdmission()) {
            // It has failed before an answer came.
            leaveQueue();
        }
        Backend backend = life.giveBack();
        shared.live().remove(trace.id());
        shared.open().ended();
        shared.router().tell(new PickProtocol.ConnectionEnded(backend, trace.client(), entry, life.conduct()));
    }

    // The consequences of its life

    @Override
    public void connectFailed(Backend backend, ConnectFailure why, TriedBackends tried, boolean wantsAnother) {
        shared.router()
                .tell(new PickProtocol.PickAnother(
                        backend,
                        why,
                        trace.client(),
                        trace.serverName(),
                        tried,
                        wantsAnother,
                        trace.id(),
                        getContext().getSelf()));
    }

    @Override
    public void waits() {
        queueTimer =
                getContext().scheduleOnce(shared.queueTimeout(), getContext().getSelf(), Due.QUEUE_TIMEOUT);
    }

    @Override
    public void waitsNoLonger() {
        queueTimer.cancel();
    }

    @Override
    public void leaveQueue() {
        shared.router()
                .tell(new PickProtocol.LeaveQueue(trace.id(), getContext().getSelf()));
    }

    @Override
    public void observed(Backend backend, Signal signal, long nanos) {
        if (shared.wants(signal)) {
            shared.router().tell(new PickProtocol.Observed(backend, signal, nanos));
        }
    }
}
