package io.giliran.balancer;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.giliran.balancer.checks.SentProxyHeader;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.dispatch.Admission;
import io.giliran.balancer.dispatch.BackendConduct;
import io.giliran.balancer.log.ConnectionLife;
import io.giliran.balancer.log.ConnectionTrace;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.operate.LiveConnections;
import io.giliran.balancer.settings.ConnectionSettings;
import io.giliran.policy.Backend;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.supervision.BoundedLog;
import io.giliran.transport.Activity;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEvents;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Relays a client's connection: connects its backend leg, tries another backend when that fails, and writes one line to the
 * access log at the end. No byte passes through the actor. Stops at the end; never restarts.
 */
public final class Connection extends AbstractBehavior<Connection.Command> {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final BoundedLog FAULTS = new BoundedLog(LOG, Level.ERROR, System::nanoTime);
    private static final BoundedLog LOST_LINES = new BoundedLog(LOG, Level.ERROR, System::nanoTime);
    private static final Duration LOG_RETRY = Duration.ofMillis(20);

    /** Messages of a connection; the router's answers are in {@link PickProtocol}. */
    public interface Command {}

    /**
     * The balancer wants it to end.
     *
     * @param gently whether both legs are finished; else they are reset
     */
    public record End(Termination why, boolean gently) implements Command {}

    private record Connected(SocketAddress backendLegLocal) implements Command {}

    private record ConnectFailed(ConnectFailure failure) implements Command {}

    private enum FirstByte implements Command {
        INSTANCE
    }

    private record HalfClosed(Leg side) implements Command {}

    private record Ended(RelayEnd end) implements Command {}

    private enum QueueTimedOut implements Command {
        INSTANCE
    }

    private enum TellBytes implements Command {
        INSTANCE
    }

    private enum LogAgain implements Command {
        INSTANCE
    }

    /**
     * Input of a new connection actor.
     *
     * @param entry the client's entry in the limits, released when the connection has ended
     */
    record Start(Admission admission, @Nullable PickExplanation explanation, ClientRules.Judged entry) {}

    static Behavior<Command> create(ClientLeg client, Start start, ConnectionTrace trace, SharedByConnections shared) {
        return Behaviors.setup(context -> new Connection(context, client, start, trace, shared).begin(start));
    }

    private final ClientLeg client;
    private final ConnectionTrace trace;
    private final SharedByConnections shared;
    private final ConnectionSettings settings;
    private final Relay relay;
    private final LiveConnections.Live live;
    private final ConnectionLife life;
    private final ClientRules.Judged entry;
    private @Nullable Destination destination;
    /** Written here and read by the router, never at once: the router reads it only while its answer is awaited. */
    private @Nullable TriedBackends tried;

    private @Nullable Termination wish;
    private @Nullable Leg firstFinished;
    private @Nullable ConnectionRecord unlogged;
    private Cancellable queueTimer = Cancellable.alreadyCancelled();
    private Cancellable bytesTimer = Cancellable.alreadyCancelled();
    private boolean counted;
    private boolean awaitsRouter;
    private boolean queued;
    private boolean ended;
    private BackendConduct conduct = BackendConduct.NOTHING;

    private Connection(
            ActorContext<Command> context,
            ClientLeg client,
            Start start,
            ConnectionTrace trace,
            SharedByConnections shared) {
        super(context);
        this.client = client;
        this.trace = trace;
        this.shared = shared;
        settings = shared.settings();
        entry = start.entry();
        life = new ConnectionLife(shared.log(), trace);
        awaitsRouter = start.admission() instanceof Admission.Wait;
        if (start.admission() instanceof Admission.Go go) {
            count(go.destination());
        }
        try {
            relay = client.relay(settings.relayOptions(trace.id()), new ToActor(context.getSelf()));
        } catch (RuntimeException failure) {
            // An actor that fails before it has begun gets no PostStop.
            client.refuse(false);
            logFailed(new Activity(0, 0, 0));
            giveBack();
            throw failure;
        }
        live = new LiveConnections.Live(
                trace.id(), ending(context.getSelf()), trace.client(), trace.accepted(), trace.serverName(), relay);
        shared.live().add(live);
    }

    private static LiveConnections.Ending ending(ActorRef<Command> self) {
        return (why, gently) -> self.tell(new End(why, gently));
    }

    private Behavior<Command> begin(Start start) {
        try {
            if (start.admission() instanceof Admission.Go go) {
                attempt(go.destination(), start.explanation());
            } else if (start.admission() instanceof Admission.Wait wait) {
                queue(wait.position());
            } else if (start.admission() instanceof Admission.Refuse refuse) {
                end(refuse.why(), refuse.why().isGentle());
            }
        } catch (RuntimeException | LinkageError failure) {
            fail(failure);
            // Stopped by a message, because an actor that stops before it has begun gets no PostStop.
            getContext().getSelf().tell(LogAgain.INSTANCE);
        }
        return this;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::onCommand)
                .onSignal(PostStop.class, unused -> onPostStop())
                .build();
    }

    /** Handles a command. An exception ends this connection: both legs are closed and the end is logged. */
    private Behavior<Command> onCommand(Command command) {
        try {
            return handle(command);
        } catch (RuntimeException | LinkageError failure) {
            fail(failure);
            return log();
        }
    }

    private Behavior<Command> handle(Command command) {
        if (command instanceof PickProtocol.TryNext next) {
            return onTryNext(next);
        } else if (command instanceof PickProtocol.NoneLeft none) {
            return onNoneLeft(none);
        } else if (command instanceof LogAgain) {
            return log();
        } else if (ended) {
            // By a failure of this actor, or the router's answer is awaited. A place in the queue is of no use.
            if (command instanceof PickProtocol.Queued) {
                tellThatItLeaves();
            }
            return this;
        } else if (command instanceof Connected event) {
            return onConnected(event);
        } else if (command instanceof ConnectFailed event) {
            return onConnectFailed(event);
        } else if (command instanceof PickProtocol.Queued answer) {
            return onQueued(answer);
        } else if (command instanceof FirstByte) {
            return onFirstByte();
        } else if (command instanceof HalfClosed event) {
            return onHalfClosed(event);
        } else if (command instanceof QueueTimedOut) {
            return onQueueTimedOut();
        } else if (command instanceof End wished) {
            return onEnd(wished);
        } else if (command instanceof Ended event) {
            return onEnded(event);
        } else if (command instanceof TellBytes) {
            return onTellBytes();
        }
        return Behaviors.unhandled();
    }

    /** Ends the relay, and leaves the line to be logged. The place and the limits are given back when the actor stops. */
    private void fail(Throwable failure) {
        FAULTS.write("connection {} has failed and is ended", trace.id(), failure);
        Activity moved = relay.activity();
        relay.abort();
        if (ended) {
            return;
        }
        ended = true;
        if (queued) {
            tellThatItLeaves();
            unqueue();
        }
        long lifetime = trace.lifetime();
        unlogged = trace.ended(
                new RelayEnd(RelayEnd.Cause.FAILED, moved.bytesFromClient(), moved.bytesFromBackend()), null);
        live.tellEnd(shared.observer(), unlogged, lifetime);
    }

    private void logFailed(Activity moved) {
        RelayEnd end = new RelayEnd(RelayEnd.Cause.FAILED, moved.bytesFromClient(), moved.bytesFromBackend());
        ConnectionRecord line = trace.ended(end, null);
        if (!shared.log().offer(line, shared.open())) {
            LOST_LINES.write("the access log is full, and the line of {} is lost", line);
        }
    }

    private void attempt(Destination next, @Nullable PickExplanation explanation) {
        live.picked(next.backend(), explanation);
        life.picked(next.backend(), explanation);
        trace.attempting(explanation);
        byte[] preface = next.sendProxy() == null
                ? Relay.NO_PREFACE
                : SentProxyHeader.of(client, next.sendProxy(), trace.id(), trace.accepted());
        relay.connect(next.address(), settings.connectTimeout(), preface, settings.tlsWith(next));
    }

    private void count(Destination next) {
        destination = next;
        counted = true;
        shared.open().opened(next.backend());
    }

    /** The backend whose slot this connection has, or had last. Set as soon as a backend is tried. */
    private Destination destination() {
        return Objects.requireNonNull(destination);
    }

    private void queue(int position) {
        queued = true;
        wish = Termination.CLIENT_LEFT_QUEUE;
        trace.queued(position);
        life.queued(position);
        queueTimer =
                getContext().scheduleOnce(shared.queueTimeout(), getContext().getSelf(), QueueTimedOut.INSTANCE);
    }

    private void unqueue() {
        if (queued) {
            queued = false;
            wish = null;
            queueTimer.cancel();
            trace.unqueued();
        }
    }

    /**
     * Leaves the queue, so that no slot is assigned to a connection that is ending. The router answers unless it has assigned
     * one already.
     */
    private void tellThatItLeaves() {
        shared.router()
                .tell(new PickProtocol.LeaveQueue(trace.id(), getContext().getSelf()));
    }

    private Behavior<Command> onConnected(Connected event) {
        long took = trace.connected(destination(), event.backendLegLocal());
        shared.observer().attempted(destination().backend(), took, null);
        life.attempted(destination().backend(), took, null);
        tellBytesLater();
        observed(Signal.CONNECT, took);
        return this;
    }

    private Behavior<Command> onConnectFailed(ConnectFailed event) {
        Backend failed = destination().backend();
        long took = trace.connectFailed(destination(), event.failure());
        shared.observer().attempted(failed, took, event.failure());
        life.attempted(failed, took, event.failure());
        shared.open().closed(failed);
        counted = false;
        live.failed();
        if (tried == null) {
            tried = TriedBackends.of(failed);
        } else {
            tried.add(failed);
        }
        boolean another = wish == null && settings.allowsAnother(tried.count(), trace.sinceAccepted());
        awaitsRouter = another;
        shared.router()
                .tell(new PickProtocol.PickAnother(
                        failed,
                        event.failure(),
                        trace.client(),
                        trace.serverName(),
                        tried,
                        another,
                        trace.id(),
                        getContext().getSelf()));
        if (!another) {
            end(Termination.CONNECT_FAILED, true);
        }
        return this;
    }

    private Behavior<Command> onTryNext(PickProtocol.TryNext command) {
        awaitsRouter = false;
        count(command.destination());
        if (ended) {
            return stopWhenDone();
        }
        if (wish != null && !queued) {
            // It is ending, and will give the place back.
            return this;
        }
        unqueue();
        attempt(command.destination(), command.explanation());
        return this;
    }

    private Behavior<Command> onQueued(PickProtocol.Queued command) {
        if (ended || wish != null) {
            tellThatItLeaves();
        } else {
            queue(command.position());
        }
        return this;
    }

    private Behavior<Command> onNoneLeft(PickProtocol.NoneLeft command) {
        awaitsRouter = false;
        if (ended) {
            return stopWhenDone();
        }
        end(command.why(), true);
        return this;
    }

    private Behavior<Command> onQueueTimedOut() {
        if (queued && !ended) {
            tellThatItLeaves();
            unqueue();
            end(Termination.QUEUE_TIMED_OUT, true);
        }
        return this;
    }

    private Behavior<Command> onFirstByte() {
        conduct = BackendConduct.ANSWERED;
        long took = trace.firstByte();
        life.firstByte(took);
        observed(Signal.FIRST_BYTE, took);
        return this;
    }

    private Behavior<Command> onHalfClosed(HalfClosed event) {
        if (firstFinished == null) {
            firstFinished = event.side();
        }
        life.halfClosed(event.side());
        return this;
    }

    /** A line for each while that a long connection is open: its end may be far away. */
    private void tellBytesLater() {
        Duration every = shared.log().bytesEvery();
        if (!every.isZero()) {
            bytesTimer = getContext().scheduleOnce(every, getContext().getSelf(), TellBytes.INSTANCE);
        }
    }

    /** A timer that goes on would hold the ended connection in memory until it is due. */
    private void cancelTimers() {
        queueTimer.cancel();
        bytesTimer.cancel();
    }

    private Behavior<Command> onTellBytes() {
        if (!ended) {
            life.moved(relay.activity());
            tellBytesLater();
        }
        return this;
    }

    private Behavior<Command> onEnd(End command) {
        if (queued) {
            tellThatItLeaves();
            unqueue();
        }
        end(command.why(), command.gently());
        return this;
    }

    private void end(Termination why, boolean gently) {
        if (wish == null) {
            wish = why;
        }
        if (gently) {
            relay.close();
        } else {
            relay.abort();
        }
    }

    private Behavior<Command> onEnded(Ended event) {
        ended = true;
        cancelTimers();
        // First of all, so that a failure of what follows does not cost the line.
        unlogged = trace.ended(event.end(), wish);
        life.ended(unlogged);
        long lifetime = trace.lifetime();
        if (lifetime >= 0) {
            conduct = BackendConduct.of(event.end(), firstFinished, lifetime);
            observed(Signal.LIFETIME, lifetime);
        }
        if (queued) {
            tellThatItLeaves();
        }
        live.tellEnd(shared.observer(), unlogged, lifetime);
        return log();
    }

    /**
     * Writes the line of this connection. While the log is full, retries after a delay: the line must not be lost and the event
     * loop must not wait.
     */
    private Behavior<Command> log() {
        if (unlogged != null && !shared.log().offer(unlogged, shared.open())) {
            getContext().scheduleOnce(LOG_RETRY, getContext().getSelf(), LogAgain.INSTANCE);
            return this;
        }
        unlogged = null;
        return stopWhenDone();
    }

    /** An answer under way counts this connection with another backend: it has to be taken, and given back. */
    private Behavior<Command> stopWhenDone() {
        return awaitsRouter || unlogged != null ? this : Behaviors.stopped();
    }

    private Behavior<Command> onPostStop() {
        try {
            cancelTimers();
            if (!ended) {
                cutShort();
            }
            logLast();
        } finally {
            giveBack();
        }
        return this;
    }

    /** Ends the legs and makes the log line after a failure of this actor or of the router, because nothing else would. */
    private void cutShort() {
        relay.abort();
        Activity moved = relay.activity();
        unlogged = trace.ended(
                new RelayEnd(RelayEnd.Cause.FAILED, moved.bytesFromClient(), moved.bytesFromBackend()), wish);
        life.ended(unlogged);
    }

    private void logLast() {
        if (unlogged != null && !shared.log().offer(unlogged, shared.open())) {
            LOST_LINES.write("the access log is full, and the line of {} is lost", unlogged);
        }
    }

    private void giveBack() {
        if (awaitsRouter) {
            // It has failed before an answer came.
            tellThatItLeaves();
        }
        if (counted) {
            shared.open().closed(destination().backend());
        }
        shared.live().remove(trace.id());
        shared.open().ended();
        shared.router()
                .tell(new PickProtocol.ConnectionEnded(
                        counted ? destination().backend() : null, trace.client(), entry, conduct));
    }

    private void observed(Signal signal, long nanos) {
        if (shared.wants(signal)) {
            shared.router().tell(new PickProtocol.Observed(destination().backend(), signal, nanos));
        }
    }

    private record ToActor(ActorRef<Command> connection) implements RelayEvents {
        @Override
        public void connected(SocketAddress backendLegLocal) {
            connection.tell(new Connected(backendLegLocal));
        }

        @Override
        public void connectFailed(ConnectFailure failure) {
            connection.tell(new ConnectFailed(failure));
        }

        @Override
        public void firstByte() {
            connection.tell(FirstByte.INSTANCE);
        }

        @Override
        public void halfClosed(Leg side) {
            connection.tell(new HalfClosed(side));
        }

        @Override
        public void ended(RelayEnd end) {
            connection.tell(new Ended(end));
        }
    }
}
