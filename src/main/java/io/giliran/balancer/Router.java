package io.giliran.balancer;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.BalancingPolicy;
import io.giliran.policy.RecentLatencies;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.transport.ClientLeg;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives every accepted client its backend and a connection actor of its own. The only owner of the balancing policy:
 * with round robin, of the index.
 */
final class Router extends AbstractBehavior<Router.Command> {

    sealed interface Command {}

    /** A client was accepted. */
    record Accepted(ClientLeg client) implements Command {}

    /** The backend could not be connected for a client; asks for one it has not tried. */
    record PassOver(Backend failed, InetSocketAddress client, TriedBackends tried, ActorRef<Connection.Command> replyTo)
            implements Command {}

    /** The backend reset a connection before it had sent a byte. */
    record Unanswered(Backend backend) implements Command {}

    /** A time that the policy wants to learn from, in ns. */
    record Observed(Backend backend, Signal signal, long nanos) implements Command {}

    /** A connection has ended, and with it its place at the backend, if it had one. */
    record ConnectionEnded(@Nullable Backend backend) implements Command {}

    /** Asks for the load as it is. */
    record GetLoad(ActorRef<Load> replyTo) implements Command {}

    /** Cut what is open and stop when all of it is logged. */
    enum Stop implements Command {
        INSTANCE
    }

    /**
     * The connections of a balancer.
     *
     * @param accepted since the start
     * @param open right now, whether or not a backend is connected yet
     * @param picks by backend name, in the order of declaration: how often it was chosen
     */
    record Load(long accepted, long open, Map<String, Long> picks) {}

    /** What a router is made of. */
    record Parts(List<Destination> destinations, BackendPool pool, Duration connectTimeout, AccessLog log) {}

    static Behavior<Command> create(Parts parts, Clock clock, LongSupplier nanoClock) {
        return Behaviors.setup(context -> new Router(context, parts, clock, nanoClock));
    }

    private final List<Destination> destinations;
    private final BackendPool pool;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final OpenConnections openConnections;
    private final Connection.Shared shared;
    private final RecentLatencies latencies = new RecentLatencies();
    private final Backend[] wanted = new Backend[BalancingPolicy.MOST_PROBES];
    private final long[] picks;
    private long accepted;
    private long open;
    private boolean stopping;

    private Router(ActorContext<Command> context, Parts parts, Clock clock, LongSupplier nanoClock) {
        super(context);
        this.clock = clock;
        this.nanoClock = nanoClock;
        destinations = parts.destinations();
        pool = parts.pool();
        pool.set(destinations.stream().map(Destination::member).toList(), nanoClock.getAsLong());
        picks = new long[destinations.size()];
        openConnections = new OpenConnections(destinations.size());
        shared = new Connection.Shared(
                context.getSelf(), parts.connectTimeout(), pool.signals(), parts.log(), openConnections);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Accepted.class, this::onAccepted)
                .onMessage(PassOver.class, this::onPassOver)
                .onMessage(Unanswered.class, this::onUnanswered)
                .onMessage(Observed.class, this::onObserved)
                .onMessage(ConnectionEnded.class, this::onConnectionEnded)
                .onMessage(GetLoad.class, this::onGetLoad)
                .onMessage(Stop.class, unused -> onStop())
                .build();
    }

    private Behavior<Command> onAccepted(Accepted command) {
        ClientLeg client = command.client();
        ConnectionTrace trace = new ConnectionTrace(++accepted, client, pool.name(), clock.instant(), nanoClock);
        Destination first = pick(ClientKey.of(client.remoteAddress()), TriedBackends.NONE);
        open++;
        openConnections.accepted();
        ActorRef<Connection.Command> connection = getContext()
                .spawn(Connection.create(client, first, trace, shared), "connection-" + accepted, client.dispatcher());
        if (stopping) {
            connection.tell(Connection.Cut.INSTANCE);
        }
        return this;
    }

    private Behavior<Command> onPassOver(PassOver command) {
        long now = nanoClock.getAsLong();
        pool.connectionFailed(command.failed(), now);
        pool.connectionClosed(command.failed(), now);
        Destination next = pick(ClientKey.of(command.client()), command.tried());
        command.replyTo().tell(next == null ? Connection.NoneLeft.INSTANCE : new Connection.TryNext(next));
        return this;
    }

    private Behavior<Command> onUnanswered(Unanswered command) {
        pool.connectionFailed(command.backend(), nanoClock.getAsLong());
        return this;
    }

    private Behavior<Command> onObserved(Observed command) {
        if (command.signal() == Signal.FIRST_BYTE) {
            latencies.add(command.backend().index(), openConnections.of(command.backend()), command.nanos());
        }
        pool.observed(command.backend(), command.signal(), command.nanos(), nanoClock.getAsLong());
        return this;
    }

    private Behavior<Command> onConnectionEnded(ConnectionEnded command) {
        open--;
        if (command.backend() != null) {
            pool.connectionClosed(command.backend(), nanoClock.getAsLong());
        }
        return stopping && open == 0 ? Behaviors.stopped() : this;
    }

    private Behavior<Command> onGetLoad(GetLoad command) {
        Map<String, Long> byName = new LinkedHashMap<>();
        for (Destination destination : destinations) {
            byName.put(destination.backend().name(), picks[destination.backend().index()]);
        }
        command.replyTo().tell(new Load(accepted, open, byName));
        return this;
    }

    private Behavior<Command> onStop() {
        stopping = true;
        getContext()
                .getChildren()
                .forEach(child -> child.<Connection.Command>unsafeUpcast().tell(Connection.Cut.INSTANCE));
        return open == 0 ? Behaviors.stopped() : this;
    }

    /** Backends speak any protocol and cannot be asked: the balancer answers for them, from what it sees itself. */
    private void answerProbes(long now) {
        int count = pool.wantedProbes(wanted, now);
        for (int i = 0; i < count; i++) {
            int inFlight = openConnections.of(wanted[i]);
            pool.probed(wanted[i], inFlight, latencies.estimate(wanted[i].index(), inFlight), now);
        }
    }

    private @Nullable Destination pick(long clientKey, TriedBackends tried) {
        long now = nanoClock.getAsLong();
        Backend backend = pool.pick(clientKey, tried, now);
        if (backend == null) {
            return null;
        }
        pool.connectionOpened(backend, now);
        answerProbes(now);
        picks[backend.index()]++;
        return destinations.get(backend.index());
    }
}
