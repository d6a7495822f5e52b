package io.giliran.swarm;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.giliran.metrics.RequestRecord;
import io.giliran.metrics.recording.Recording;
import io.giliran.metrics.recording.RunRecorder;
import io.giliran.metrics.validity.RunPlan;
import io.giliran.metrics.validity.Verdict;
import io.giliran.report.RunDescription;
import io.giliran.report.RunSummary;
import io.giliran.settings.HostPort;
import io.giliran.supervision.MemoryReserve;
import io.giliran.transport.PreciseTimer;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.loop.LoopWatch;
import io.giliran.transport.relay.akka.LoopDispatcherSettings;
import io.giliran.workload.LoadModel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Drives the simulated clients and collects what they report: the RTT logs and their sums. The clients live on event loops and
 * hand over what has ended in batches; this actor is the only one that writes it down. The actor writes files, so it must run
 * on a dispatcher for blocking work.
 */
public final class Swarm extends AbstractBehavior<Swarm.Command> {
    /** The length of a stretch, from which intervals are estimated. */
    private static final Duration STRETCH = Duration.ofMillis(250);

    private static final int STRETCHES_A_PROGRESS = 4;
    /** More than this waiting to be written down, and the clients pause. */
    private static final long UNWRITTEN_LIMIT = 100_000;
    /** Fraction of the clients by which one key press changes their number: 1 of 10. */
    private static final int STEPS_OF_CLIENTS = 10;

    public sealed interface Command {}

    /** Ends the run now; its results so far are written first. */
    public enum Interrupt implements Command {
        INSTANCE
    }

    /** Changes the number of clients by a tenth, and at least by one. */
    public record ChangeClients(boolean more) implements Command {}

    private record Ended(List<RequestRecord> requests) implements Command {}

    private record Recorded(int driver, Recording recording) implements Command {}

    private record DriverDone(int driver, Recording last, long warmUpRequests) implements Command {}

    private enum Hopeless implements Command {
        INSTANCE
    }

    private enum Tick implements Command {
        INSTANCE
    }

    /** The events of a swarm, for the actor that started it. */
    public sealed interface Event {}

    /** The number of clients was changed, or could not be. */
    public record ClientsChanged(int before, int clients) implements Event {}

    /** Progress, each second. */
    public record Progressed(Progress progress) implements Event {}

    /**
     * The run has ended. The last event.
     *
     * @param warnings what went wrong with the files, one line each
     */
    public record Finished(RunSummary summary, List<String> warnings) implements Event {}

    /**
     * There is no listener at the target. The last event, instead of {@link Finished}. {@code reason} is one line for the user.
     */
    public record NobodyListens(String reason) implements Event {}

    /**
     * Starts at once.
     *
     * @throws io.giliran.settings.SettingsException when the files of the run cannot be made
     */
    public static Behavior<Command> create(SwarmSettings settings, Run run, ActorRef<Event> replyTo) {
        Instant started = Instant.now();
        RunFiles files = new RunFiles(
                run,
                started,
                settings.target(),
                settings.log(),
                settings.warmUp().nanos());
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Swarm(context, timers, settings, run, started, files, replyTo)));
    }

    private final SwarmSettings settings;
    private final Run run;
    private final Instant started;
    private final long epochNanos;
    private final RunFiles files;
    private final Judge judge;
    private final ActorRef<Event> replyTo;
    private final StartGate gate;
    private final PreciseTimer timer;
    private final List<EventLoop> loops = new ArrayList<>();
    private final List<LoopWatch> watches = new ArrayList<>();
    private final List<ClientDriver> drivers = new ArrayList<>();
    private final AtomicLong unwritten = new AtomicLong();
    /** Recordings to be filled next, by driver, while the driver does not have them. */
    private final Map<Integer, Recording> empty = new HashMap<>();

    private final Set<Integer> running = new HashSet<>();
    private final Set<Integer> awaited = new HashSet<>();
    private final List<RunDescription.ClientChange> clientChanges = new ArrayList<>();
    private int clients;
    private int hopelessDrivers;
    private long warmUpRequests;
    private boolean interrupted;
    private boolean hopeless;
    private long lastProgressNanos;
    private long settledUntilNanos = Long.MAX_VALUE;
    private int stretches;

    private Swarm(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            SwarmSettings settings,
            Run run,
            Instant started,
            RunFiles files,
            ActorRef<Event> replyTo) {
        super(context);
        this.settings = settings;
        this.run = run;
        this.started = started;
        this.files = files;
        this.replyTo = replyTo;
        judge = new Judge(
                settings.slos(),
                settings.until(),
                run.enough(),
                settings.warmUp().mostPart());
        epochNanos = System.nanoTime();
        gate = new StartGate(settings.loopsInUse(), () -> System.nanoTime() - epochNanos);
        timer = new PreciseTimer("swarm-timer");
        ClientDriver.Sink sink = new ToActor(context.getSelf(), unwritten);
        Duration blockedAfter = LoopDispatcherSettings.from(
                        context.getSystem().settings().config())
                .blockedAfter();
        for (int i = 0; i < settings.loops(); i++) {
            EventLoop loop = EventLoop.start("swarm-loop-" + i);
            loops.add(loop);
            watches.add(LoopWatch.begin(context.getSystem(), loop, blockedAfter));
            drivers.add(new ClientDriver(i, settings, loop, timer, sink, epochNanos, gate));
            empty.put(i, new Recording(settings.warmUp().nanos()));
            running.add(i);
        }
        clients = settings.clients();
        drivers.forEach(ClientDriver::start);
        timers.startTimerAtFixedRate(Tick.INSTANCE, STRETCH);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Ended.class, event -> survive(() -> onEnded(event)))
                .onMessage(Recorded.class, message -> survive(() -> onRecorded(message)))
                .onMessage(DriverDone.class, this::onDriverDone)
                .onMessage(Hopeless.class, unused -> onHopeless())
                .onMessage(ChangeClients.class, this::onChangeClients)
                .onMessage(Tick.class, unused -> survive(this::onTick))
                .onMessage(Interrupt.class, unused -> onInterrupt())
                .onSignal(PostStop.class, unused -> onPostStop())
                .build();
    }

    /** Runs a step; without memory the run ends, and what was measured so far is written with the memory of the reserve. */
    private Behavior<Command> survive(Supplier<Behavior<Command>> step) {
        try {
            return step.get();
        } catch (OutOfMemoryError failure) {
            MemoryReserve.failed(failure);
            if (!MemoryReserve.isExhausted()) {
                throw failure;
            }
            drivers.forEach(ClientDriver::stop);
            return this;
        }
    }

    private Behavior<Command> onEnded(Ended event) {
        files.write(event.requests());
        unwritten.addAndGet(-event.requests().size());
        return this;
    }

    private Behavior<Command> onHopeless() {
        if (++hopelessDrivers == settings.loopsInUse()) {
            hopeless = true;
            drivers.forEach(ClientDriver::stop);
        }
        return this;
    }

    /** Asks the loops for what they have; when the last one has answered, an interval is over. */
    private Behavior<Command> onTick() {
        if (awaited.isEmpty()) {
            awaited.addAll(running);
            for (int driver : running) {
                drivers.get(driver).handOver(Objects.requireNonNull(empty.remove(driver)));
            }
        }
        return this;
    }

    private Behavior<Command> onRecorded(Recorded message) {
        files.recorder().add(message.recording());
        settledUntilNanos = Math.min(settledUntilNanos, message.recording().settledUntilNanos());
        message.recording().clear();
        empty.put(message.driver(), message.recording());
        gotRecording(message.driver());
        return this;
    }

    private void gotRecording(int driver) {
        if (awaited.remove(driver) && awaited.isEmpty()) {
            endStretch(System.nanoTime() - epochNanos);
        }
    }

    private void endStretch(long now) {
        files.recorder().settledUntil(Math.min(now, settledUntilNanos));
        settledUntilNanos = Long.MAX_VALUE;
        if (++stretches % STRETCHES_A_PROGRESS == 0) {
            files.writeIntervals(now);
            tellProgress(now, files.recorder().takeRecent());
        }
        if (judge.wantsEnd(files.recorder(), now / 1e9)) {
            drivers.forEach(ClientDriver::stop);
        }
    }

    private void tellProgress(long now, RunRecorder.Recent recent) {
        Histogram rtt = recent.corrected();
        long done = files.recorder().total();
        long planned = planned();
        long endNanos = settings.endNanos();
        double part = planned > 0 ? (double) done / planned : endNanos > 0 ? Math.min(1, (double) now / endNanos) : -1;
        boolean none = rtt.getTotalCount() == 0;
        replyTo.tell(new Progressed(new Progress(
                clients,
                drivers.stream().mapToInt(ClientDriver::connected).sum(),
                settings.model() == LoadModel.OPEN && !settings.keepsConnections(),
                done,
                planned,
                recent.ended() / ((now - lastProgressNanos) / 1e9),
                files.recorder().failed(),
                none ? -1 : rtt.getValueAtPercentile(50),
                none ? -1 : rtt.getValueAtPercentile(99),
                now / 1e9,
                part,
                judge.progress(files.recorder()))));
        lastProgressNanos = now;
    }

    private long planned() {
        return settings.planned() < 0
                ? -1
                : settings.planned()
                        + drivers.stream()
                                .mapToLong(ClientDriver::plannedChange)
                                .sum();
    }

    private Behavior<Command> onChangeClients(ChangeClients wish) {
        int before = clients;
        if (settings.canChangeClients()) {
            int step = Math.max(1, clients / STEPS_OF_CLIENTS);
            // Each loop keeps a client, or it would have nothing to do and end.
            clients = Math.max(
                    settings.loops(), Math.min(SwarmSettings.MAX_CLIENTS, clients + (wish.more() ? step : -step)));
        }
        if (clients != before) {
            long now = System.nanoTime() - epochNanos;
            drivers.forEach(driver -> driver.clientsBecome(clients));
            clientChanges.add(new RunDescription.ClientChange(now, clients));
            files.clients(now, clients);
        }
        replyTo.tell(new ClientsChanged(before, clients));
        return this;
    }

    private Behavior<Command> onInterrupt() {
        interrupted = true;
        drivers.forEach(ClientDriver::stop);
        return this;
    }

    private Behavior<Command> onDriverDone(DriverDone message) {
        if (!running.remove(message.driver())) {
            return this;
        }
        files.recorder().add(message.last());
        warmUpRequests += message.warmUpRequests();
        if (!running.isEmpty()) {
            gotRecording(message.driver());
            return this;
        }
        long endNanos = System.nanoTime() - epochNanos;
        boolean steady = settings.isSteady() && clientChanges.isEmpty();
        // A cut may not reach into a change of the load.
        double warmUpPart = steady ? settings.warmUp().mostPartOf(endNanos) : 0;
        files.finish(endNanos, warmUpRequests, Math.round(warmUpPart * endNanos));
        List<String> warnings = new ArrayList<>(files.losses());
        List<String> losses = new ArrayList<>(warnings);
        String incomplete = MemoryReserve.whyIncomplete();
        if (incomplete != null) {
            losses.add(incomplete);
        }
        Verdict verdict = Verdict.of(files.recorder(), plan(endNanos, steady), losses);
        RunSummary summary = RunSummary.of(
                description(endNanos, verdict),
                files.recorder(),
                judge.judge(files.recorder(), endNanos / 1e9, steady));
        try {
            files.writeSummary(summary);
        } catch (IOException failure) {
            warnings.add("summary.json could not be written: " + failure.getMessage());
        }
        replyTo.tell(
                hopeless
                        ? new NobodyListens("cannot connect to " + HostPort.format(settings.target())
                                + ": nobody listens there; start the balancer first, or give its address with --target")
                        : new Finished(summary, warnings));
        return Behaviors.stopped();
    }

    private RunPlan plan(long endNanos, boolean steady) {
        double seconds = (endNanos - gate.startNanos()) / 1e9;
        Double planned = settings.plannedPerSecond();
        return new RunPlan(
                settings.isOpen(),
                planned == null ? files.recorder().total() / Math.max(1e-9, seconds) : planned,
                steady,
                seconds,
                settings.clients(),
                settings.log());
    }

    private RunDescription description(long endNanos, Verdict verdict) {
        Double rate = settings.plannedPerSecond();
        return new RunDescription(
                run.command(),
                settings.seed(),
                started,
                Duration.ofNanos(endNanos),
                Duration.ofNanos(endNanos - gate.startNanos()),
                settings.model(),
                run.policy(),
                settings.workloadDigest(),
                settings.clients(),
                clientChanges,
                planned() < 0 ? OptionalLong.empty() : OptionalLong.of(planned()),
                rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
                interrupted,
                verdict);
    }

    private Behavior<Command> onPostStop() {
        watches.forEach(LoopWatch::close);
        loops.forEach(EventLoop::close);
        timer.close();
        files.close();
        return this;
    }

    private record ToActor(ActorRef<Command> swarm, AtomicLong unwritten) implements ClientDriver.Sink {
        @Override
        public void ended(List<RequestRecord> batch) {
            unwritten.addAndGet(batch.size());
            swarm.tell(new Ended(batch));
        }

        @Override
        public boolean isBehind() {
            return unwritten.get() > UNWRITTEN_LIMIT;
        }

        @Override
        public void recorded(int driver, Recording recording) {
            swarm.tell(new Recorded(driver, recording));
        }

        @Override
        public void hopeless() {
            swarm.tell(Hopeless.INSTANCE);
        }

        @Override
        public void done(int driver, Recording last, long warmUpRequests) {
            swarm.tell(new DriverDone(driver, last, warmUpRequests));
        }
    }
}
