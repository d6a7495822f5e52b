package io.giliran.cli.process;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.giliran.admin.AdminServer;
import io.giliran.admin.http.AdminSettings;
import io.giliran.admin.meters.MetricsObserver;
import io.giliran.backend.BackendServer;
import io.giliran.backend.BackendSettings;
import io.giliran.balancer.Balancer;
import io.giliran.balancer.model.BalancerMessage;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.operate.Audit;
import io.giliran.balancer.reload.ReloadableSettings;
import io.giliran.balancer.reload.Reloader;
import io.giliran.cli.console.Console;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.console.WrittenReport;
import io.giliran.report.ConsoleTable;
import io.giliran.report.RunSummary;
import io.giliran.report.TheoryValue;
import io.giliran.settings.Endpoint;
import io.giliran.settings.HostPort;
import io.giliran.settings.SettingsException;
import io.giliran.supervision.MemoryReserve;
import io.giliran.supervision.OnFailure;
import io.giliran.supervision.Parts;
import io.giliran.swarm.Swarm;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The guardian of a process: starts backends, then the balancer, then the swarm, as far as the plan has them, and stops
 * them the other way round, when the swarm is done or on an interrupt.
 */
public final class Cluster extends AbstractBehavior<Cluster.Command> {

    public sealed interface Command {}

    /** Ctrl-C: write what is there, close all, end. */
    enum Interrupt implements Command {
        INSTANCE
    }

    /** Read the balancer's configuration again and go by it. */
    enum Reload implements Command {
        INSTANCE
    }

    private record Reloaded(Reloader.Reloaded result) implements Command {}

    private record FromBackend(BackendServer.Event event) implements Command {}

    private record FromBalancer(Balancer.Started event) implements Command {}

    private record FromAdmin(AdminServer.Started event) implements Command {}

    private record FromSwarm(Swarm.Event event) implements Command {}

    private record Pressed(Keys.Wish wish) implements Command {}

    /** @param failure what it has failed of; null when it has ended otherwise */
    private record ChildEnded(ActorRef<?> child, @Nullable Throwable failure) implements Command {}

    /** A backend that listens. */
    public record BoundBackend(String name, InetSocketAddress address) {}

    /**
     * Roles to run in this process.
     *
     * @param balancer gets the backends of this process, and returns a reader of the balancer's settings, which reads them anew
     *     each time; null when there is no balancer here
     * @param admin of the balancer
     * @param swarm gets the balancer's address, empty when it is elsewhere, and the names of the backends of this process; null
     *     when there is no swarm here
     */
    public record Plan(
            List<BackendSettings> backends,
            @Nullable Function<List<BoundBackend>, Supplier<ReloadableSettings>> balancer,
            Optional<AdminSettings> admin,
            @Nullable BiFunction<String, List<String>, SwarmStart> swarm) {

        /** A plan without a runtime API. */
        public Plan(
                List<BackendSettings> backends,
                @Nullable Function<List<BoundBackend>, Supplier<ReloadableSettings>> balancer,
                @Nullable BiFunction<String, List<String>, SwarmStart> swarm) {
            this(backends, balancer, Optional.empty(), swarm);
        }
    }

    /**
     * A cluster that runs by the plan.
     *
     * @param longerBy receives how long the balancer's connections may still be open, each time when it stops and says so
     * @param exitCode is completed before the guardian stops
     */
    static Behavior<Command> create(
            Plan plan, Console console, Consumer<Duration> longerBy, CompletableFuture<Integer> exitCode) {
        return Behaviors.setup(context -> new Cluster(context, plan, console, longerBy, exitCode));
    }

    private final Plan plan;
    private final Console console;
    private final Consumer<Duration> longerBy;
    private final CompletableFuture<Integer> exitCode;
    private final Map<Integer, BoundBackend> bound = new TreeMap<>();
    private final List<ActorRef<BackendServer.Command>> backends = new ArrayList<>();
    private final List<String> logFiles = new ArrayList<>();
    private @Nullable ActorRef<BalancerMessage> balancer;
    private @Nullable ActorRef<AdminServer.Command> admin;
    private @Nullable ActorRef<Swarm.Command> swarm;
    private @Nullable SwarmStart swarmStart;
    private @Nullable RunSummary finished;
    private @Nullable Keys keys;
    private boolean stopping;
    private boolean interrupted;

    private Cluster(
            ActorContext<Command> context,
            Plan plan,
            Console console,
            Consumer<Duration> longerBy,
            CompletableFuture<Integer> exitCode) {
        super(context);
        this.plan = plan;
        this.console = console;
        this.longerBy = longerBy;
        this.exitCode = exitCode;
        ActorRef<BackendServer.Event> events = context.messageAdapter(BackendServer.Event.class, FromBackend::new);
        for (BackendSettings settings : plan.backends()) {
            backends.add(spawn(BackendServer.create(settings, events), "backend-" + settings.name(), OnFailure.END));
        }
        if (backends.isEmpty()) {
            startBalancer();
        }
    }

    private <T> ActorRef<T> spawn(Behavior<T> behavior, String name, OnFailure onFailure) {
        return spawn(behavior, name, onFailure, Props.empty());
    }

    private <T> ActorRef<T> spawn(Behavior<T> behavior, String name, OnFailure onFailure, Props props) {
        ActorRef<T> child = Parts.spawn(getContext(), behavior, name, onFailure, props);
        getContext().watch(child);
        return child;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(FromBackend.class, this::onBackend)
                .onMessage(FromBalancer.class, this::onBalancer)
                .onMessage(FromAdmin.class, this::onAdmin)
                .onMessage(FromSwarm.class, this::onSwarm)
                .onMessage(Pressed.class, this::onPressed)
                .onMessage(Interrupt.class, unused -> onInterrupt())
                .onMessage(Reload.class, unused -> onReload())
                .onMessage(Reloaded.class, this::onReloaded)
                .onMessage(ChildEnded.class, this::onChildEnded)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Command> onBackend(FromBackend message) {
        if (message.event() instanceof BackendServer.Bound event) {
            console.line("backend " + event.name() + " listens on " + HostPort.format(event.address()));
            bound.put(numberOf(event.name()), new BoundBackend(event.name(), event.address()));
            if (bound.size() == plan.backends().size() && !stopping) {
                startBalancer();
            }
        } else if (message.event() instanceof BackendServer.BindFailed event) {
            fail(ExitCode.NOT_STARTED, event.oneLine());
        }
        return this;
    }

    /** Backends may come up in any order; the balancer gets them in the order of the plan. */
    private int numberOf(String name) {
        return plan.backends().stream().map(BackendSettings::name).toList().indexOf(name);
    }

    private void startBalancer() {
        if (plan.balancer() == null) {
            startSwarm("");
            return;
        }
        Supplier<ReloadableSettings> source = plan.balancer().apply(List.copyOf(bound.values()));
        ReloadableSettings settings;
        try {
            settings = source.get();
        } catch (SettingsException unusable) {
            fail(ExitCode.BAD_CONFIGURATION, String.valueOf(unusable.getMessage()));
            return;
        }
        ActorRef<Balancer.Started> events = getContext().messageAdapter(Balancer.Started.class, FromBalancer::new);
        InetSocketAddress adminListen =
                plan.admin().flatMap(AdminSettings::listen).orElse(null);
        if (adminListen == null) {
            balancer =
                    spawn(Balancer.create(settings, source, BalancerObserver.NONE, events), "balancer", OnFailure.END);
            return;
        }
        MetricsObserver metrics = new MetricsObserver();
        ActorRef<BalancerMessage> started =
                spawn(Balancer.create(settings, source, metrics, events), "balancer", OnFailure.END);
        balancer = started;
        ActorRef<AdminServer.Started> adminEvents =
                getContext().messageAdapter(AdminServer.Started.class, FromAdmin::new);
        admin = spawn(
                AdminServer.create(adminListen, plan.admin().orElseThrow(), started, metrics, adminEvents),
                "admin",
                OnFailure.RESTART);
    }

    private Behavior<Command> onAdmin(FromAdmin message) {
        if (message.event() instanceof AdminServer.Listening event) {
            console.line("runtime API listens on " + HostPort.format(event.address()));
        } else if (message.event() instanceof AdminServer.NotStarted event) {
            fail(ExitCode.NOT_STARTED, event.reason());
        }
        return this;
    }

    private Behavior<Command> onBalancer(FromBalancer message) {
        if (message.event() instanceof Balancer.Listening event) {
            String address = Endpoint.format(event.address());
            console.line("balancer listens on " + address);
            event.logFiles().forEach(file -> logFiles.add(String.valueOf(file.getFileName())));
            if (!stopping) {
                if (admin != null) {
                    admin.tell(AdminServer.BalancerListens.INSTANCE);
                }
                startSwarm(address);
            }
        } else if (message.event() instanceof Balancer.Stopping event) {
            longerBy.accept(event.left());
            if (plan.swarm() == null) {
                console.line(event.sentence());
            }
        } else if (message.event() instanceof Balancer.Failed event) {
            fail(ExitCode.FAILED_INSIDE, event.reason());
        } else if (message.event() instanceof Balancer.NotStarted event) {
            fail(ExitCode.NOT_STARTED, event.reason());
        } else if (message.event() instanceof Balancer.Misconfigured event) {
            fail(ExitCode.BAD_CONFIGURATION, event.reason());
        }
        return this;
    }

    private void startSwarm(String balancerAddress) {
        if (plan.swarm() == null) {
            return;
        }
        List<String> names = bound.values().stream().map(BoundBackend::name).toList();
        SwarmStart start = plan.swarm().apply(balancerAddress, names);
        swarmStart = start;
        long clients = start.settings().mostConnections();
        console.line("swarm " + (clients < 0 ? "" : "of " + clients + " clients ") + "starts against "
                + HostPort.format(start.settings().target())
                + (clients < 0 ? ", a connection for each arrival: --clients does not bound them" : "") + ", seed "
                + start.settings().seed() + ", workload " + start.settings().workloadDigest());
        try {
            ActorRef<Swarm.Event> events = getContext().messageAdapter(Swarm.Event.class, FromSwarm::new);
            swarm = spawn(
                    Swarm.create(start.settings(), start.run(), events),
                    "swarm",
                    OnFailure.END,
                    DispatcherSelector.blocking());
            hearKeys();
        } catch (SettingsException unusable) {
            fail(ExitCode.BAD_CONFIGURATION, String.valueOf(unusable.getMessage()));
        }
    }

    private void hearKeys() {
        if (console.isOnTerminal()) {
            ActorRef<Command> self = getContext().getSelf();
            Keys heard = Keys.listen(new SttyTerminal(), System.in, wish -> self.tell(new Pressed(wish)));
            keys = heard;
            if (heard.areHeard()) {
                console.line(Keys.HELP);
            }
        }
    }

    private Behavior<Command> onPressed(Pressed key) {
        if (swarm != null) {
            switch (key.wish()) {
                case MORE_CLIENTS -> swarm.tell(new Swarm.ChangeClients(true));
                case FEWER_CLIENTS -> swarm.tell(new Swarm.ChangeClients(false));
                case END -> swarm.tell(Swarm.Interrupt.INSTANCE);
            }
        }
        return this;
    }

    private void tell(Swarm.ClientsChanged change) {
        console.line(
                change.clients() == change.before()
                        ? "still " + change.clients() + " clients: there is no other number that would matter"
                        : change.clients() + " clients from now on, " + change.before() + " until now");
    }

    private Behavior<Command> onSwarm(FromSwarm message) {
        if (message.event() instanceof Swarm.Progressed event) {
            console.progress(event.progress());
        } else if (message.event() instanceof Swarm.ClientsChanged event) {
            tell(event);
        } else if (message.event() instanceof Swarm.NobodyListens event) {
            fail(ExitCode.NOT_STARTED, event.reason());
        } else if (message.event() instanceof Swarm.Finished event && swarmStart != null) {
            List<String> files = new ArrayList<>(SwarmStart.files(swarmStart.settings()));
            files.addAll(logFiles);
            console.line("");
            console.line(ConsoleTable.render(
                            event.summary(), swarmStart.run().directory().path(), files)
                    .stripTrailing());
            String theory = TheoryValue.render(
                    swarmStart.run().theory().get(), event.summary().corrected());
            if (!theory.isEmpty()) {
                console.line(theory.stripTrailing());
            }
            event.warnings().forEach(console::error);
            finished = event.summary();
        }
        return this;
    }

    private Behavior<Command> onReload() {
        if (balancer != null) {
            balancer.tell(new Reloader.Reload(
                    false, Audit.Caller.SIGNAL, getContext().messageAdapter(Reloader.Reloaded.class, Reloaded::new)));
        }
        return this;
    }

    /** Prints the result of a reload. The reason of a refusal is in the log. */
    private Behavior<Command> onReloaded(Reloaded message) {
        message.result().plan().forEach(sentence -> console.line("reload: " + sentence));
        if (message.result().applied()) {
            console.line(message.result().plan().isEmpty() ? "reload: nothing changes" : "reload: done");
        }
        return this;
    }

    private void fail(int code, String reason) {
        console.error(reason);
        exitCode.complete(code);
        stopAll();
    }

    /** The second one grants no time to connections any more. */
    private Behavior<Command> onInterrupt() {
        if (interrupted && balancer != null) {
            balancer.tell(Balancer.Stop.AT_ONCE);
        }
        interrupted = true;
        if (swarm != null) {
            stopping = true;
            swarm.tell(Swarm.Interrupt.INSTANCE);
            return this;
        }
        return stopAll();
    }

    /** A termination overtakes the child's last words, which wait in the mailbox; so it has to queue up behind them. */
    private Behavior<Command> onTerminated(Terminated terminated) {
        getContext()
                .getSelf()
                .tell(new ChildEnded(
                        terminated.getRef(), terminated instanceof ChildFailed failed ? failed.getCause() : null));
        return this;
    }

    private Behavior<Command> onChildEnded(ChildEnded message) {
        ActorRef<?> child = message.child();
        if (child.equals(swarm)) {
            swarm = null;
            if (keys != null) {
                keys.close();
            }
        } else if (child.equals(balancer)) {
            balancer = null;
        } else if (child.equals(admin)) {
            admin = null;
        } else {
            backends.removeIf(child::equals);
        }
        return inOrder(message) ? stopAll() : endOf(message);
    }

    /** Whether it was to end. */
    private boolean inOrder(ChildEnded message) {
        return message.failure() == null && (stopping || finished != null || exitCode.isDone());
    }

    /** The process must not end as if all were well. */
    private Behavior<Command> endOf(ChildEnded message) {
        String name = message.child().path().name();
        console.error(
                message.failure() == null ? name + " has ended by itself" : name + " has failed: " + message.failure());
        exitCode.complete(ExitCode.FAILED_INSIDE);
        return stopAll();
    }

    /** Stops what clients see first; what ends calls this again. */
    private Behavior<Command> stopAll() {
        stopping = true;
        if (swarm != null) {
            swarm.tell(Swarm.Interrupt.INSTANCE);
        } else if (balancer != null) {
            if (admin != null) {
                admin.tell(AdminServer.BalancerStops.INSTANCE);
            }
            balancer.tell(Balancer.Stop.INSTANCE);
        } else if (admin != null) {
            admin.tell(AdminServer.Stop.INSTANCE);
        } else if (backends.isEmpty()) {
            if (finished != null && MemoryReserve.isExhausted()) {
                console.error(String.valueOf(MemoryReserve.whyIncomplete()));
                exitCode.complete(ExitCode.FAILED_INSIDE);
            }
            if (finished != null && swarmStart != null) {
                // Only now: a run that has used up all descriptors had none left for its report while it went on.
                exitCode.complete(WrittenReport.in(swarmStart.run().directory(), console, ExitCode.of(finished)));
            }
            exitCode.complete(ExitCode.DONE);
            return Behaviors.stopped();
        } else {
            backends.forEach(backend -> backend.tell(new BackendServer.Stop()));
        }
        return this;
    }
}
