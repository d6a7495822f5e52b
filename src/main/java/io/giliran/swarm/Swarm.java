package io.giliran.swarm;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.giliran.metrics.Outcome;
import io.giliran.metrics.RequestRecord;
import io.giliran.metrics.RunRecorder;
import io.giliran.report.RunDescription;
import io.giliran.report.RunSummary;
import io.giliran.settings.HostPort;
import io.giliran.transport.PreciseTimer;
import io.giliran.transport.loop.EventLoop;
import io.giliran.workload.LoadModel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Drives the simulated clients and collects what they report: the RTT logs and their sums. The clients live on event
 * loops and hand over what has ended in batches; this actor is the only one that writes it down. It writes files, so it
 * belongs on a dispatcher for blocking work.
 */
public final class Swarm extends AbstractBehavior<Swarm.Command> {
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(1);
    /** More than this waiting to be written down, and the clients pause. */
    private static final long UNWRITTEN_LIMIT = 100_000;
    /** So many refused in the first place, and nobody listens there. */
    private static final long HOPELESS = 100;

    public sealed interface Command {}

    /** End now; what is there is written first. */
    public enum Interrupt implements Command {
        INSTANCE
    }

    private record Ended(List<RequestRecord> requests) implements Command {}

    private enum DriverDone implements Command {
        INSTANCE
    }

    private enum Tick implements Command {
        INSTANCE
    }

    /** Told to who started the swarm. */
    public sealed interface Event {}

    /** Told each second. */
    public record Progressed(Progress progress) implements Event {}

    /**
     * Told last.
     *
     * @param warnings what went wrong with the files, one line each
     */
    public record Finished(RunSummary summary, List<String> warnings) implements Event {}

    /** Told last, instead: nobody listens at the target. {@code reason} is one line for the user. */
    public record NobodyListens(String reason) implements Event {}

    /**
     * Starts at once.
     *
     * @throws io.giliran.settings.SettingsException when the files of the run cannot be made
     */
    public static Behavior<Command> create(SwarmSettings settings, Run run, ActorRef<Event> replyTo) {
        Instant started = Instant.now();
        RunFiles files = new RunFiles(run, started, settings.target());
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Swarm(context, timers, settings, run, started, files, replyTo)));
    }

    private final SwarmSettings settings;
    private final Run run;
    private final Instant started;
    private final long epochNanos;
    private final RunFiles files;
    private final ActorRef<Event> replyTo;
    private final PreciseTimer timer;
    private final List<EventLoop> loops = new ArrayList<>();
    private final List<ClientDriver> drivers = new ArrayList<>();
    private final AtomicLong unwritten = new AtomicLong();
    private int driversDone;
    private boolean interrupted;
    private boolean hopeless;
    private long lastProgressNanos;
    private long lastProgressDone;

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
        epochNanos = System.nanoTime();
        timer = new PreciseTimer("swarm-timer");
        ClientDriver.Sink sink = new ToActor(context.getSelf(), unwritten);
        for (int i = 0; i < settings.loops(); i++) {
            EventLoop loop = EventLoop.start("swarm-loop-" + i);
            loops.add(loop);
            drivers.add(new ClientDriver(i, settings, loop, timer, sink, epochNanos));
        }
        drivers.forEach(ClientDriver::start);
        timers.startTimerAtFixedRate(Tick.INSTANCE, PROGRESS_INTERVAL);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Ended.class, this::onEnded)
                .onMessage(DriverDone.class, unused -> onDriverDone())
                .onMessage(Tick.class, unused -> onTick())
                .onMessage(Interrupt.class, unused -> onInterrupt())
                .onSignal(PostStop.class, unused -> onPostStop())
                .build();
    }

    private Behavior<Command> onEnded(Ended event) {
        files.write(event.requests());
        unwritten.addAndGet(-event.requests().size());
        RunRecorder recorder = files.recorder();
        if (!hopeless
                && recorder.total() >= Math.min(HOPELESS, settings.clients())
                && recorder.count(Outcome.REFUSED) == recorder.total()) {
            hopeless = true;
            drivers.forEach(ClientDriver::stop);
        }
        return this;
    }

    private Behavior<Command> onTick() {
        long now = System.nanoTime() - epochNanos;
        long done = files.recorder().total();
        double seconds = (now - lastProgressNanos) / 1e9;
        files.endInterval(now);
        replyTo.tell(new Progressed(new Progress(
                drivers.stream().mapToInt(ClientDriver::connected).sum(),
                done,
                settings.planned(),
                (done - lastProgressDone) / seconds,
                files.recorder().failed(),
                now / 1e9)));
        lastProgressNanos = now;
        lastProgressDone = done;
        return this;
    }

    private Behavior<Command> onInterrupt() {
        interrupted = true;
        drivers.forEach(ClientDriver::stop);
        return this;
    }

    private Behavior<Command> onDriverDone() {
        driversDone++;
        if (driversDone < drivers.size()) {
            return this;
        }
        long endNanos = System.nanoTime() - epochNanos;
        files.finish(endNanos);
        List<String> warnings = new ArrayList<>(files.losses());
        RunSummary summary = RunSummary.of(description(endNanos, warnings), files.recorder());
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

    private RunDescription description(long endNanos, List<String> invalidReasons) {
        return new RunDescription(
                run.command(),
                settings.seed(),
                started,
                Duration.ofNanos(endNanos),
                settings.isOpen() ? LoadModel.OPEN : LoadModel.CLOSED,
                run.policy(),
                settings.clients(),
                settings.planned() < 0 ? OptionalLong.empty() : OptionalLong.of(settings.planned()),
                settings.ratePerSecond() == null ? OptionalDouble.empty() : OptionalDouble.of(settings.ratePerSecond()),
                interrupted,
                invalidReasons);
    }

    private Behavior<Command> onPostStop() {
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
        public void done() {
            swarm.tell(DriverDone.INSTANCE);
        }
    }
}
