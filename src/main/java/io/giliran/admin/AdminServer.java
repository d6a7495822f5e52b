package io.giliran.admin;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.http.javadsl.settings.ServerSettings;
import akka.stream.Materializer;
import io.giliran.admin.calls.BackendCalls;
import io.giliran.admin.calls.BalancerCalls;
import io.giliran.admin.calls.ConnectionCalls;
import io.giliran.admin.calls.MonitorCalls;
import io.giliran.admin.calls.Operator;
import io.giliran.admin.calls.ReloadCalls;
import io.giliran.admin.http.AdminHttp;
import io.giliran.admin.http.AdminListener;
import io.giliran.admin.http.AdminSettings;
import io.giliran.admin.http.ApiCall;
import io.giliran.admin.http.ApiCalls;
import io.giliran.admin.http.Callers;
import io.giliran.admin.http.OwnHost;
import io.giliran.admin.http.Readiness;
import io.giliran.admin.http.Tokens;
import io.giliran.admin.http.UnparsedRequests;
import io.giliran.admin.meters.MetricsObserver;
import io.giliran.balancer.model.BalancerMessage;
import io.giliran.balancer.operate.Audit;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.balancer.operate.Operations;
import io.giliran.balancer.reload.Reloader;
import io.giliran.supervision.Parts;
import io.giliran.transport.BindErrors;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The runtime API's guardian: binds its listener, knows how far the balancer is, and stops in order. */
public final class AdminServer extends AbstractBehavior<AdminServer.Command> {
    private static final Duration BALANCER_ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final Duration RELOADS_WITHIN = Duration.ofSeconds(18);
    private static final Duration CALLS_END_WITHIN = Duration.ofSeconds(1);
    /** Akka HTTP logs a header or a path that it cannot parse in full, and the header may be a valid token. */
    private static final String LOG_NO_REQUESTS =
            "akka.http.server.parsing { illegal-header-warnings = off, error-logging-verbosity = off }\n";
    /** Longer than every call may take: Akka's own answer is no JSON and does not say what was too slow. */
    private static final String ANSWER_OURSELVES = "akka.http.server.request-timeout = 30s\n";
    /** Nor is Akka's answer to a request that it cannot parse. */
    private static final String REFUSE_OURSELVES =
            "akka.http.server.parsing.error-handler = " + UnparsedRequests.class.getName() + "\n";
    /** Probes send HEAD, and HTTP/1.0 without Host, as HAProxy's {@code option httpchk} does. */
    private static final String ANSWER_PROBES = """
            akka.http.server.transparent-head-requests = on
            akka.http.server.default-host-header = localhost
            """;

    public sealed interface Command {}

    /** The balancer accepts clients. */
    public enum BalancerListens implements Command {
        INSTANCE
    }

    /** The balancer stops. */
    public enum BalancerStops implements Command {
        INSTANCE
    }

    /** Answer the calls that are under way, and stop. */
    public enum Stop implements Command {
        INSTANCE
    }

    private record Bound(AdminListener binding) implements Command {}

    private record BindFailed(Throwable failure) implements Command {}

    private enum Unbound implements Command {
        INSTANCE
    }

    /** Result of the start, sent once to the actor that started the server. */
    public sealed interface Started {}

    /** Reports that calls are answered. */
    public record Listening(InetSocketAddress address) implements Started {}

    /** The server could not start, and has stopped. {@code reason} is one line for the user. */
    public record NotStarted(String reason) implements Started {}

    /**
     * A server that starts at once.
     *
     * @param listen where
     * @param balancer answers the calls
     * @param metrics the observer of the same balancer
     */
    public static Behavior<Command> create(
            InetSocketAddress listen,
            AdminSettings settings,
            ActorRef<BalancerMessage> balancer,
            MetricsObserver metrics,
            ActorRef<Started> replyTo) {
        Kept kept = new Kept(listen);
        return Behaviors.setup(context -> new AdminServer(context, kept, settings, balancer, metrics, replyTo));
    }

    /** State that outlives a failure of the actor. */
    private static final class Kept {
        private final Readiness readiness = new Readiness();
        private InetSocketAddress listen;
        private boolean told;
        private boolean stopping;

        Kept(InetSocketAddress listen) {
            this.listen = listen;
        }
    }

    private final Kept kept;
    private final ActorRef<Started> replyTo;
    private @Nullable AdminListener binding;

    private AdminServer(
            ActorContext<Command> context,
            Kept kept,
            AdminSettings settings,
            ActorRef<BalancerMessage> balancer,
            MetricsObserver metrics,
            ActorRef<Started> replyTo) {
        super(context);
        this.kept = kept;
        InetSocketAddress listen = kept.listen;
        this.replyTo = replyTo;
        ActorSystem<Void> system = context.getSystem();
        Operator operator = new Operator((command, caller) -> AskPattern.<BalancerMessage, ControlReply>ask(
                balancer,
                reply -> new Operations.Operate(command, caller, reply),
                BALANCER_ANSWERS_WITHIN,
                system.scheduler()));
        Tokens tokens = new Tokens(settings.tokens());
        AdminHttp http = new AdminHttp(
                new Callers(tokens, metrics.wrongTokens(), System::nanoTime),
                tokens.areAskedFor() ? null : new OwnHost(listen.getAddress()),
                settings.requestLimitBytes(),
                routes(system, operator, new AskedReloads(balancer, system), metrics, kept.readiness),
                Materializer.matFromSystem(system));
        context.pipeToSelf(
                AdminListener.bind(system, listen, serverSettings(), http::handle, Materializer.matFromSystem(system)),
                (bound, failure) -> failure == null ? new Bound(bound) : new BindFailed(failure));
    }

    /** Every call there is. */
    static ApiCalls routes(
            ActorSystem<?> system,
            Operator operator,
            ReloadCalls.Reloads reloads,
            MetricsObserver metrics,
            Readiness readiness) {
        List<ApiCall> all = new ArrayList<>();
        all.addAll(new BalancerCalls(operator, Parts.of(system)::all).routes());
        all.addAll(new BackendCalls(operator, system.dispatchers().lookup(DispatcherSelector.blocking())).routes());
        all.addAll(new ConnectionCalls(operator).routes());
        all.addAll(new ReloadCalls(reloads).routes());
        all.addAll(new MonitorCalls(operator, metrics, readiness, Parts.of(system)::all).routes());
        return new ApiCalls(all);
    }

    /** Asks for reloads with a longer timeout than other calls, because a reload looks names up. */
    private record AskedReloads(ActorRef<BalancerMessage> balancer, ActorSystem<?> system)
            implements ReloadCalls.Reloads {
        @Override
        public CompletionStage<Reloader.Reloaded> reload(Audit.Caller caller, boolean dryRun) {
            return AskPattern.<BalancerMessage, Reloader.Reloaded>ask(
                    balancer, reply -> new Reloader.Reload(dryRun, caller, reply), RELOADS_WITHIN, system.scheduler());
        }

        @Override
        public CompletionStage<Reloader.Reloaded> rollBack(Audit.Caller caller, boolean dryRun) {
            return AskPattern.<BalancerMessage, Reloader.Reloaded>ask(
                    balancer,
                    reply -> new Reloader.Rollback(dryRun, caller, reply),
                    RELOADS_WITHIN,
                    system.scheduler());
        }
    }

    private static ServerSettings serverSettings() {
        return ServerSettings.create(LOG_NO_REQUESTS + ANSWER_OURSELVES + REFUSE_OURSELVES + ANSWER_PROBES)
                .withServerHeader(Optional.empty())
                .withRemoteAddressAttribute(true);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Bound.class, this::onBound)
                .onMessage(BindFailed.class, this::onBindFailed)
                .onMessage(BalancerListens.class, unused -> enter(Readiness.Stage.LISTENING))
                .onMessage(BalancerStops.class, unused -> enter(Readiness.Stage.STOPPING))
                .onMessage(Stop.class, unused -> onStop())
                .onMessage(Unbound.class, unused -> Behaviors.stopped())
                .onSignal(PreRestart.class, unused -> onPreRestart())
                .build();
    }

    private Behavior<Command> onBound(Bound event) {
        binding = event.binding();
        // A port that was free is the same one after a restart.
        kept.listen = event.binding().localAddress();
        if (!kept.told) {
            kept.told = true;
            replyTo.tell(new Listening(kept.listen));
        }
        return kept.stopping ? unbind(event.binding()) : this;
    }

    private Behavior<Command> onBindFailed(BindFailed event) {
        String reason = BindErrors.describe(kept.listen, event.failure(), "--admin");
        if (kept.told && !kept.stopping) {
            // After a restart: perhaps the listener before it is not closed yet.
            throw new IllegalStateException(reason, event.failure());
        }
        replyTo.tell(new NotStarted(reason));
        return Behaviors.stopped();
    }

    private Behavior<Command> enter(Readiness.Stage stage) {
        kept.readiness.enter(stage);
        return this;
    }

    private Behavior<Command> onStop() {
        if (kept.stopping) {
            return this;
        }
        kept.stopping = true;
        return binding == null ? this : unbind(binding);
    }

    private Behavior<Command> onPreRestart() {
        if (binding != null) {
            binding.unbind();
        }
        return this;
    }

    private Behavior<Command> unbind(AdminListener bound) {
        getContext().pipeToSelf(bound.terminate(CALLS_END_WITHIN), (done, failure) -> Unbound.INSTANCE);
        return this;
    }
}
