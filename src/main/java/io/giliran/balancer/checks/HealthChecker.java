package io.giliran.balancer.checks;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.dispatch.ExecutionContexts;
import io.giliran.balancer.model.BackendMessage;
import io.giliran.health.CheckOutcome;
import io.giliran.health.CheckParameters;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.loop.LoopWatch;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import io.giliran.transport.tls.TlsWish;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the checks that the router asks for on an event loop of its own, so that checks and clients' bytes do not delay each
 * other. Judges nothing: see {@link io.giliran.health.CheckRun}.
 */
public final class HealthChecker extends AbstractBehavior<HealthChecker.Command> {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecker.class);
    private static final int BUFFER_BYTES = 16 * 1024;

    private static final Duration LOOKS_EVERY = Duration.ofMillis(500);
    /** A loop that is in one round for that long is given up. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(10);
    /** The most threads that may be left behind. */
    private static final int MOST_GIVEN_UP = 8;

    public sealed interface Command {}

    private enum Look implements Command {
        INSTANCE
    }

    /**
     * Check a backend; answered by {@link Checked}, at the latest at the check's timeout.
     *
     * @param sendProxy the PROXY protocol header that it wants first; null for none
     * @param tls how TLS is spoken with it; null in the clear
     */
    public record Check(
            int backend,
            SocketAddress address,
            @Nullable ProxyVersion sendProxy,
            @Nullable TlsWish tls,
            CheckParameters parameters,
            ActorRef<Checked> replyTo)
            implements Command {}

    /**
     * A check has ended.
     *
     * @param address where it was made
     */
    public record Checked(int backend, SocketAddress address, CheckOutcome outcome) implements BackendMessage {}

    /** State that survives a failure of the actor: its successor repeats the checks without an outcome. */
    private static final class Unfinished {
        private final Set<RunningCheck> checks = ConcurrentHashMap.newKeySet();
        private final List<EventLoop> givenUp = new ArrayList<>();

        private boolean isHopeless() {
            givenUp.removeIf(loop -> !loop.isAlive());
            return givenUp.size() >= MOST_GIVEN_UP;
        }
    }

    /**
     * A checker with the usual patience.
     *
     * @param blockedAfter how long one round of the loop may take before it is reported
     */
    public static Behavior<Command> create(Duration blockedAfter) {
        return create(blockedAfter, GIVEN_UP_AFTER, () -> EventLoop.start("health-checks", BUFFER_BYTES));
    }

    /**
     * A checker of health.
     *
     * @param givenUpAfter when a loop that is in one round for so long is replaced
     * @param loops starts the loop that the checks run on, and each that replaces it
     */
    public static Behavior<Command> create(Duration blockedAfter, Duration givenUpAfter, Supplier<EventLoop> loops) {
        Unfinished unfinished = new Unfinished();
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                new HealthChecker(context, timers, new Loops(blockedAfter, givenUpAfter, loops), unfinished)));
    }

    private record Loops(Duration blockedAfter, Duration givenUpAfter, Supplier<EventLoop> start) {}

    private final Loops loops;
    private final Unfinished unfinished;
    private @Nullable EventLoop loop;
    private @Nullable LoopWatch watch;

    private HealthChecker(
            ActorContext<Command> context, TimerScheduler<Command> timers, Loops loops, Unfinished unfinished) {
        super(context);
        this.loops = loops;
        this.unfinished = unfinished;
        timers.startTimerWithFixedDelay(Look.INSTANCE, LOOKS_EVERY);
        List<RunningCheck> again = List.copyOf(unfinished.checks);
        unfinished.checks.clear();
        again.forEach(this::beginAgain);
    }

    /** A check that makes the actor fail each time would let nothing else be checked. */
    private void beginAgain(RunningCheck check) {
        try {
            begin(check.asked());
        } catch (RuntimeException failure) {
            check.unable(failure);
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Check.class, this::onCheck)
                .onMessage(Look.class, unused -> onLook())
                .onSignal(PreRestart.class, unused -> onEnd())
                .onSignal(PostStop.class, unused -> onEnd())
                .build();
    }

    private Behavior<Command> onCheck(Check command) {
        begin(command);
        return this;
    }

    private void begin(Check command) {
        EventLoop checking = loop();
        RunningCheck check = new RunningCheck(checking, command, unfinished.checks::remove);
        unfinished.checks.add(check);
        check.expiresBy(getContext()
                .getSystem()
                .scheduler()
                .scheduleOnce(
                        Duration.ofNanos(command.parameters().timeoutNanos()),
                        check::expire,
                        ExecutionContexts.fromExecutor(unlessClosed(checking))));
        checking.execute(check::start);
    }

    private EventLoop loop() {
        EventLoop checking = loop;
        if (checking == null) {
            if (unfinished.isHopeless()) {
                throw new IllegalStateException(MOST_GIVEN_UP + " event loops of health checks hang");
            }
            checking = loops.start().get();
            loop = checking;
            watch = LoopWatch.begin(getContext().getSystem(), checking, loops.blockedAfter());
        }
        return checking;
    }

    /** Returns an executor that drops tasks after the loop has closed: a timeout that expires then matters no more. */
    private static Executor unlessClosed(EventLoop checking) {
        return task -> {
            try {
                checking.execute(task);
            } catch (RejectedExecutionException closed) {
                LOG.debug("a check expires after the end", closed);
            }
        };
    }

    /** A loop that has died or hangs is replaced, with all checks on it, by the restart that follows a failure. */
    private Behavior<Command> onLook() {
        if (loop != null && loop.isClosed()) {
            throw new IllegalStateException("the event loop of the health checks has died");
        }
        if (watch != null && watch.blockedNanos() > loops.givenUpAfter().toNanos()) {
            throw new IllegalStateException("the event loop of the health checks hangs");
        }
        return this;
    }

    private Behavior<Command> onEnd() {
        if (loop != null && watch != null) {
            boolean hangs = watch.blockedNanos() >= 0;
            watch.close();
            if (hangs) {
                loop.abandon();
                unfinished.givenUp.add(loop);
            } else {
                loop.close();
            }
            loop = null;
        }
        return this;
    }
}
