package io.giliran.balancer;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.dispatch.ExecutionContexts;
import io.giliran.health.CheckParameters;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import io.giliran.transport.tls.TlsWish;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the checks that the router asks for, on an event loop of its own, so that they do not wait for clients' bytes nor
 * these for them. Judges nothing: see {@link io.giliran.health.CheckRun}.
 */
final class HealthChecker extends AbstractBehavior<HealthChecker.Command> {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecker.class);
    private static final int BUFFER_BYTES = 16 * 1024;

    sealed interface Command {}

    /**
     * Check a backend; answered by {@link Router.Checked}, at the latest at the check's timeout.
     *
     * @param sendProxy the PROXY protocol header that it wants first; null for none
     * @param tls how TLS is spoken with it; null in the clear
     */
    record Check(
            int backend,
            SocketAddress address,
            @Nullable ProxyVersion sendProxy,
            @Nullable TlsWish tls,
            CheckParameters parameters,
            ActorRef<Router.Command> replyTo)
            implements Command {}

    static Behavior<Command> create() {
        return Behaviors.setup(HealthChecker::new);
    }

    private @Nullable EventLoop loop;

    private HealthChecker(ActorContext<Command> context) {
        super(context);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Check.class, this::onCheck)
                .onSignal(PostStop.class, unused -> onPostStop())
                .build();
    }

    private Behavior<Command> onCheck(Check command) {
        EventLoop checking = loop;
        if (checking == null) {
            checking = EventLoop.start("health-checks", BUFFER_BYTES);
            loop = checking;
        }
        RunningCheck check = new RunningCheck(checking, command);
        Cancellable alarm = getContext()
                .getSystem()
                .scheduler()
                .scheduleOnce(
                        Duration.ofNanos(command.parameters().timeoutNanos()),
                        check::expire,
                        ExecutionContexts.fromExecutor(unlessClosed(checking)));
        checking.execute(() -> check.start(alarm));
        return this;
    }

    /** What expires after the end is of no interest any more. */
    private static Executor unlessClosed(EventLoop checking) {
        return task -> {
            try {
                checking.execute(task);
            } catch (RejectedExecutionException closed) {
                LOG.debug("a check expires after the end", closed);
            }
        };
    }

    private Behavior<Command> onPostStop() {
        if (loop != null) {
            loop.close();
        }
        return this;
    }
}
