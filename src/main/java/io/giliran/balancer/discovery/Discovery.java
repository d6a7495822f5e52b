package io.giliran.balancer.discovery;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.giliran.balancer.Destination;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for backends again and again, off the event loops, and tells who there are when that has changed. */
public final class Discovery extends AbstractBehavior<Discovery.Command> {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    public sealed interface Command {}

    /** Look there from now on. Is answered once all have been asked, even when nothing has changed. */
    public record Configure(DiscoverySettings settings) implements Command {}

    private record Look(DiscoverySource source, int round) implements Command {}

    private record Looked(DiscoverySource source, int round, DiscoverySource.Finding finding) implements Command {}

    /** All backends that are known now. */
    public record Discovered(List<Destination> backends) {}

    public static Behavior<Command> create(ActorRef<Discovered> listener) {
        return Behaviors.setup(context -> new Discovery(context, listener));
    }

    private final ActorRef<Discovered> listener;
    private final Executor blocking;
    private final Discoveries discoveries = new Discoveries();
    private @Nullable List<Destination> told;
    /** The next look at each source, by its name. */
    private final Map<String, Cancellable> pending = new HashMap<>();

    /** What was begun under other settings is not gone on with. */
    private int round;

    private Discovery(ActorContext<Command> context, ActorRef<Discovered> listener) {
        super(context);
        this.listener = listener;
        blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Configure.class, this::onConfigure)
                .onMessage(Look.class, this::onLook)
                .onMessage(Looked.class, this::onLooked)
                .build();
    }

    private Behavior<Command> onConfigure(Configure command) {
        round++;
        // Their round is over: without this they would stay until their interval is, however often this is configured.
        pending.values().forEach(Cancellable::cancel);
        pending.clear();
        told = null;
        List<DiscoverySource> sources = command.settings().sources();
        discoveries.of(sources.stream().map(DiscoverySource::name).toList());
        sources.forEach(source -> getContext().getSelf().tell(new Look(source, round)));
        tellIfChanged();
        return this;
    }

    private Behavior<Command> onLook(Look command) {
        DiscoverySource source = command.source();
        if (command.round() == round) {
            getContext()
                    .pipeToSelf(
                            CompletableFuture.supplyAsync(source::look, blocking)
                                    .orTimeout(source.timeout().toNanos(), TimeUnit.NANOSECONDS),
                            (finding, failure) -> new Looked(
                                    source, command.round(), failure == null ? finding : failed(source, failure)));
        }
        return this;
    }

    private static DiscoverySource.Failed failed(DiscoverySource source, Throwable failure) {
        return new DiscoverySource.Failed(
                failure instanceof TimeoutException
                        ? "no answer within " + source.timeout().toMillis() + " ms"
                        : "it cannot be looked at: " + failure);
    }

    private Behavior<Command> onLooked(Looked event) {
        if (event.round() == round) {
            DiscoverySource source = event.source();
            String said = discoveries.take(source.name(), event.finding());
            if (!said.isEmpty()) {
                LOG.warn("{}", said);
            }
            tellIfChanged();
            pending.put(
                    source.name(),
                    getContext()
                            .scheduleOnce(
                                    source.interval(), getContext().getSelf(), new Look(source, event.round())));
        }
        return this;
    }

    private void tellIfChanged() {
        List<Destination> all = discoveries.all();
        if (discoveries.isComplete() && !all.equals(told)) {
            told = all;
            listener.tell(new Discovered(all));
        }
    }
}
