package io.giliran.balancer;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.giliran.balancer.checks.CertificateWatch;
import io.giliran.balancer.checks.HealthChecker;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.discovery.DiscoverySettings;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.model.BalancerMessage;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.GuardedObserver;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.balancer.operate.Operations;
import io.giliran.balancer.reload.ReloadableSettings;
import io.giliran.balancer.reload.Reloader;
import io.giliran.balancer.settings.BalancerSettings;
import io.giliran.policy.PickJournal;
import io.giliran.settings.SettingsException;
import io.giliran.supervision.OnFailure;
import io.giliran.supervision.Part;
import io.giliran.supervision.Parts;
import io.giliran.transport.BindErrors;
import io.giliran.transport.DataPlane;
import io.giliran.transport.Listener;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.TlsIn;
import io.giliran.transport.relay.akka.LoopDispatcherSettings;
import io.giliran.transport.tls.TlsServer;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The balancer's guardian: opens the log, spawns the router, binds the listener, and stops all of it in order. */
public final class Balancer extends AbstractBehavior<BalancerMessage> {

    private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);

    /** Accept no more, end what is open, log it, and stop. */
    public enum Stop implements BalancerMessage {
        /** Graceful, as {@code ShutdownSettings} says. */
        INSTANCE,
        /** At once, whatever the settings say; also while a graceful shutdown runs. */
        AT_ONCE
    }

    /** The backends that can be discovered are known, as far as they can. */
    private enum Ready implements BalancerMessage {
        INSTANCE
    }

    private record Bound(Listener listener) implements BalancerMessage {}

    private record BindFailed(Throwable failure) implements BalancerMessage {}

    private enum LookAtCertificates implements BalancerMessage {
        INSTANCE
    }

    private enum Unbound implements BalancerMessage {
        INSTANCE
    }

    /** Notifies the caller that started the balancer of its state. */
    public sealed interface Started {}

    /**
     * Connections are open while the balancer stops. Sent when it begins, and again from time to time.
     *
     * @param sentence what is open and until when, one line for the user
     * @param left how long they may be open
     */
    public record Stopping(String sentence, Duration left) implements Started {}

    /** Clients are accepted. */
    public record Listening(SocketAddress address, List<Path> logFiles) implements Started {}

    /** A setting cannot be used, and the balancer has stopped. {@code reason} is one line for the user. */
    public record Misconfigured(String reason) implements Started {}

    /** The balancer could not go on, and has stopped. {@code reason} is one line for the user. */
    public record Failed(String reason) implements Started {}

    /** The balancer could not start, and has stopped. {@code reason} is one line for the user. */
    public record NotStarted(String reason) implements Started {}

    /** A balancer whose settings stay as they are. */
    static Behavior<BalancerMessage> create(
            BalancerSettings settings, BalancerObserver observer, ActorRef<Started> replyTo) {
        ReloadableSettings fixed = new ReloadableSettings(settings, DiscoverySettings.OFF, new TreeMap<>());
        return create(fixed, () -> fixed, observer, replyTo);
    }

    /**
     * A balancer that starts at once, or as soon as it has discovered its backends.
     *
     * @param source reads the settings again, on a thread that may wait
     * @param observer counts what the balancer does
     */
    public static Behavior<BalancerMessage> create(
            ReloadableSettings settings,
            Supplier<ReloadableSettings> source,
            BalancerObserver observer,
            ActorRef<Started> replyTo) {
        return Behaviors.setup(context -> {
            try {
                AccessLog log = AccessLog.open(settings.balancer().accessLog());
                try {
                    return new Balancer(context, settings, source, log, observer, replyTo);
                } catch (RuntimeException failure) {
                    // An actor that fails before it has begun gets no PostStop.
                    log.close();
                    throw failure;
                }
            } catch (SettingsException unusable) {
                replyTo.tell(new Misconfigured(String.valueOf(unusable.getMessage())));
                return Behaviors.stopped();
            }
        });
    }

    private final BalancerSettings settings;
    private final AccessLog log;
    private final ActorRef<Started> replyTo;
    private final ActorRef<RouterMessage> router;
    private final ActorRef<Reloader.Command> reloader;
    private final DataPlane plane;
    private final Part observing;
    private final OpenConnections open;
    private final ClientRules rules;
    /** TLS configuration for new clients; a reload replaces it. */
    private final AtomicReference<@Nullable TlsServer> tls;

    private final CertificateWatch certificates = new CertificateWatch();
    private final BalancerObserver observer;
    /** The server whose certificates are watched. */
    private @Nullable TlsServer watched;

    private Cancellable certificateTimer = Cancellable.alreadyCancelled();
    private final ActorRef<BalancerMessage> self;

    private @Nullable Listener listener;
    private boolean stopping;
    private boolean unbound;
    private boolean atOnce;

    private Balancer(
            ActorContext<BalancerMessage> context,
            ReloadableSettings reloadable,
            Supplier<ReloadableSettings> source,
            AccessLog log,
            BalancerObserver seenBy,
            ActorRef<Started> replyTo) {
        super(context);
        settings = reloadable.balancer();
        this.log = log;
        observing = Parts.of(context.getSystem()).add("metrics");
        Parts.of(context.getSystem()).add(log.part());
        BalancerObserver observer = new GuardedObserver(seenBy, observing);
        this.replyTo = replyTo;
        this.observer = observer;
        plane = settings.dataPlane().start(context.getSystem());
        ActorRef<HealthChecker.Command> checker = Parts.spawn(
                context,
                HealthChecker.create(LoopDispatcherSettings.from(
                                context.getSystem().settings().config())
                        .blockedAfter()),
                "health-checker",
                OnFailure.RESTART);
        tls = new AtomicReference<>(settings.tls());
        open = new OpenConnections(settings.backends().size());
        open.allow(settings.maxConnections());
        rules = new ClientRules(settings.routing().dispatch().clients());
        RouterParts parts = new RouterParts(
                settings.routing(),
                settings.sniRouting().isPresent(),
                settings.backends(),
                (routing, route) -> routing.picking(journal(route)),
                open,
                rules,
                log,
                observer,
                checker,
                reloadable.written(),
                settings.dataPlane());
        router = Parts.spawn(
                context,
                Router.create(parts, Clock.systemUTC(), System::nanoTime),
                "router",
                OnFailure.END,
                plane.dispatcher());
        context.watch(router);
        self = context.getSelf();
        reloader = Parts.spawn(
                context,
                Reloader.create(reloadable, source, router.narrow(), this::replaceTls, () -> self.tell(Ready.INSTANCE)),
                "reloader",
                OnFailure.RESTART);
        lookAtCertificates();
        if (!reloadable.discovery().isOn()) {
            listen();
        }
    }

    /**
     * Returns the sink for a route's pick journal; with several routes each line is prefixed with the route. Null when picks
     * are not logged.
     */
    private @Nullable Consumer<String> journal(int route) {
        if (!log.takesPicks()) {
            return null;
        }
        return settings.sniRouting().isPresent() ? line -> log.note(PickJournal.line(route, line)) : log::note;
    }

    /** Called by the reloader, on its thread. */
    private void replaceTls(TlsServer with) {
        tls.set(with);
        self.tell(LookAtCertificates.INSTANCE);
    }

    /** Now, and every hour. */
    private Behavior<BalancerMessage> lookAtCertificates() {
        TlsServer server = tls.get();
        if (server == null) {
            return this;
        }
        if (server != watched) {
            watched = server;
            certificates.use(server.certificates());
            observer.certificates(certificates.ends());
        }
        for (CertificateWatch.Warning warning : certificates.due(Instant.now())) {
            if (warning.urgent()) {
                LOG.error("{}", warning.text());
            } else {
                LOG.warn("{}", warning.text());
            }
        }
        certificateTimer.cancel();
        certificateTimer = getContext().scheduleOnce(Duration.ofHours(1), self, LookAtCertificates.INSTANCE);
        return this;
    }

    private void listen() {
        ListenerOptions options = settings.tls() == null
                ? settings.listener()
                : settings.listener().with(new TlsIn.Terminated(() -> Objects.requireNonNull(tls.get())));
        getContext()
                .pipeToSelf(
                        plane.listen(settings.listen(), options, new BalancerReception(router, log, open, rules)),
                        (bound, failure) -> failure == null ? new Bound(bound) : new BindFailed(failure));
    }

    @Override
    public Receive<BalancerMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(Reloader.Reload.class, this::onReload)
                .onMessage(Reloader.Rollback.class, this::onRollback)
                .onMessage(Ready.class, unused -> onReady())
                .onMessage(Bound.class, this::onBound)
                .onMessage(BindFailed.class, this::onBindFailed)
                .onMessage(Operations.Operate.class, this::onOperate)
                .onMessage(LookAtCertificates.class, unused -> lookAtCertificates())
                .onMessage(Unbound.class, unused -> onUnbound())
                .onMessage(Stop.class, this::onStop)
                .onSignal(Terminated.class, this::onRouterStopped)
                .onSignal(PostStop.class, unused -> onPostStop())
                .build();
    }

    /** The log's files are opened anew even when the configuration is refused: they may have been renamed. */
    private Behavior<BalancerMessage> onReload(Reloader.Reload command) {
        if (!command.dryRun()) {
            log.reopen();
        }
        reloader.tell(command);
        return this;
    }

    private Behavior<BalancerMessage> onRollback(Reloader.Rollback command) {
        reloader.tell(command);
        return this;
    }

    private Behavior<BalancerMessage> onReady() {
        if (stopping) {
            return onUnbound();
        }
        listen();
        return this;
    }

    private Behavior<BalancerMessage> onBound(Bound event) {
        listener = event.listener();
        replyTo.tell(new Listening(event.listener().address(), log.files()));
        return stopping ? unbind(event.listener()) : this;
    }

    private Behavior<BalancerMessage> onBindFailed(BindFailed event) {
        replyTo.tell(new NotStarted(BindErrors.describe(settings.listen(), event.failure())));
        return onUnbound();
    }

    private Behavior<BalancerMessage> onOperate(Operations.Operate command) {
        router.tell(command);
        return this;
    }

    private Behavior<BalancerMessage> onStop(Stop command) {
        boolean stopsAlready = stopping;
        stopping = true;
        if (command == Stop.AT_ONCE) {
            atOnce = true;
        }
        if (stopsAlready) {
            return unbound && atOnce ? onUnbound() : this;
        }
        return listener == null ? this : unbind(listener);
    }

    private Behavior<BalancerMessage> unbind(Listener bound) {
        getContext().pipeToSelf(bound.unbind(), (done, failure) -> Unbound.INSTANCE);
        return this;
    }

    private Behavior<BalancerMessage> onUnbound() {
        unbound = true;
        router.tell(new Router.Stop(atOnce, open -> replyTo.tell(new Stopping(open.sentence(), open.left()))));
        return this;
    }

    /** Stops the balancer. If the router has failed, its connections have ended with it. */
    private Behavior<BalancerMessage> onRouterStopped(Terminated router) {
        if (router instanceof ChildFailed failed) {
            replyTo.tell(new Failed("the router has failed: " + failed.getCause()));
            if (listener != null) {
                listener.unbind();
            }
        }
        return Behaviors.stopped();
    }

    private Behavior<BalancerMessage> onPostStop() {
        certificateTimer.cancel();
        log.close();
        Parts.of(getContext().getSystem()).remove(observing);
        Parts.of(getContext().getSystem()).remove(log.part());
        return this;
    }
}
