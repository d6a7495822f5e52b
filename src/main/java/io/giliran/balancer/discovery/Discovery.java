package io.giliran.balancer.discovery;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.giliran.balancer.model.Destination;
import io.giliran.settings.SettingsException;
import io.giliran.supervision.TimedReads;
import io.giliran.transport.planes.PlaneKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for backends periodically, off the event loops, and reports changes. */
public final class Discovery extends AbstractBehavior<Discovery.Command> {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    public sealed interface Command {}

    /**
     * Replaces the settings of the discovery. Is answered once all have been asked, even when nothing has changed.
     *
     * @param plane has to serve clients by what is found
     */
    public record Configure(DiscoverySettings settings, PlaneKind plane) implements Command {}

    private record Look(DiscoverySource source, int round) implements Command {}

    private record Looked(DiscoverySource source, int round, DiscoverySource.Finding finding) implements Command {}

    /** All backends that are known after a lookup. */
    public record Discovered(List<Destination> backends) {}

    public static Behavior<Command> create(ActorRef<Discovered> listener) {
        State state = new State();
        return Behaviors.setup(context -> new Discovery(context, listener, state));
    }

    /** State that survives a failure of the actor: the sources and their last results. */
    private static final class State {
        private final Discoveries discoveries = new Discoveries();
        /** Lookups by source; while one of them hangs, no other one of that source starts. */
        private final Map<String, TimedReads> looks = new HashMap<>();

        /** Last answers by the name that was looked up. */
        private final Map<String, DnsAnswers> answers = new HashMap<>();

        private @Nullable Configure configured;
    }

    private final ActorRef<Discovered> listener;
    private final State state;
    private @Nullable List<Destination> told;
    /** The next look at each source, by its name. */
    private final Map<String, Cancellable> pending = new HashMap<>();

    /** Number of the settings in force; results of lookups that began under other settings are dropped. */
    private int round;

    private Discovery(ActorContext<Command> context, ActorRef<Discovered> listener, State state) {
        super(context);
        this.listener = listener;
        this.state = state;
        if (state.configured != null) {
            lookAtAll(sources(state.configured));
        }
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
        List<DiscoverySource> sources = sources(command);
        List<String> names = sources.stream().map(DiscoverySource::name).toList();
        state.configured = command;
        state.discoveries.of(names);
        state.looks.keySet().retainAll(names);
        lookAtAll(sources);
        tellIfChanged();
        return this;
    }

    private List<DiscoverySource> sources(Configure configured) {
        return configured.settings().sources(state.answers, configured.plane());
    }

    private void lookAtAll(List<DiscoverySource> sources) {
        sources.forEach(source -> getContext().getSelf().tell(new Look(source, round)));
    }

    private Behavior<Command> onLook(Look command) {
        DiscoverySource source = command.source();
        if (command.round() == round) {
            getContext()
                    .pipeToSelf(
                            state.looks
                                    .computeIfAbsent(source.name(), name -> new TimedReads(name, 1))
                                    .read(source::look, source.timeout()),
                            (finding, failure) -> new Looked(
                                    source, command.round(), failure == null ? finding : failed(source, failure)));
        }
        return this;
    }

    private static DiscoverySource.Failed failed(DiscoverySource source, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimedReads.Hangs) {
            return new DiscoverySource.Failed(
                    "no answer within " + source.timeout().toMillis() + " ms");
        }
        return new DiscoverySource.Failed(
                cause instanceof SettingsException
                        ? String.valueOf(cause.getMessage())
                        : "it cannot be looked at: " + cause);
    }

    private Behavior<Command> onLooked(Looked event) {
        if (event.round() == round) {
            DiscoverySource source = event.source();
            String said = state.discoveries.take(source.name(), event.finding());
            if (!said.isEmpty() && event.finding() instanceof DiscoverySource.Found) {
                LOG.info("{}", said);
            } else if (!said.isEmpty()) {
                LOG.warn("{}", said);
            }
            tellIfChanged();
            pending.put(
                    source.name(),
                    getContext()
                            .scheduleOnce(source.interval(), getContext().getSelf(), new Look(source, event.round())));
        }
        return this;
    }

    private void tellIfChanged() {
        List<Destination> all = state.discoveries.all();
        if (state.discoveries.isComplete() && !all.equals(told)) {
            told = all;
            listener.tell(new Discovered(all));
        }
    }
}
