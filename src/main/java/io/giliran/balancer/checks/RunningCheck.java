package io.giliran.balancer.checks;

import akka.actor.Cancellable;
import io.giliran.health.CheckOutcome;
import io.giliran.health.CheckRun;
import io.giliran.supervision.BoundedLog;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Relay;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.loop.LoopSocket;
import io.giliran.transport.loop.TlsSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The socket of one check: hands events to the check, and its outcome to the router. Confined to its loop. */
final class RunningCheck implements LoopSocket.Events {
    private static final Logger LOG = LoggerFactory.getLogger(RunningCheck.class);
    private static final BoundedLog FAULTS = new BoundedLog(LOG, Level.ERROR, System::nanoTime);

    private final EventLoop loop;
    private final HealthChecker.Check asked;
    private final CheckRun run;
    private final Consumer<RunningCheck> done;
    private @Nullable LoopSocket socket;
    private @Nullable TlsSocket secured;
    private Cancellable expiry = Cancellable.alreadyCancelled();
    private volatile boolean told;

    /** @param done is called once, after the outcome was sent */
    RunningCheck(EventLoop loop, HealthChecker.Check asked, Consumer<RunningCheck> done) {
        this.done = done;
        this.loop = loop;
        this.asked = asked;
        run = new CheckRun(asked.parameters(), System.nanoTime());
    }

    HealthChecker.Check asked() {
        return asked;
    }

    /** Sets the timer that calls {@link #expire}; cancelled with the check. Must be called before {@link #start}. */
    void expiresBy(Cancellable timer) {
        expiry = timer;
    }

    /**
     * Starts the check. Every exception in here becomes an outcome, because the router waits for one before it checks again.
     */
    void start() {
        try {
            open();
        } catch (RuntimeException | LinkageError | StackOverflowError inside) {
            unable(inside);
        }
    }

    private void open() {
        try {
            if (asked.tls() == null) {
                LoopSocket opened = LoopSocket.towards(asked.address(), loop, this);
                socket = opened;
                opened.connect(asked.address());
            } else {
                TlsSocket opened =
                        new TlsSocket(asked.address(), loop, asked.tls().session(), preface(), this);
                secured = opened;
                opened.connect();
            }
        } catch (IOException noSocket) {
            unable(ConnectFailure.ofOpening(noSocket));
        } catch (RuntimeException fault) {
            FAULTS.write("a check of {} cannot begin", asked.address(), fault);
            unable(ConnectFailure.INTERNAL);
        }
    }

    private void unable(ConnectFailure ours) {
        run.unable(ours.words(), System.nanoTime());
        settle();
    }

    private byte[] preface() {
        return asked.sendProxy() == null ? Relay.NO_PREFACE : SentProxyHeader.ofCheck(asked.sendProxy());
    }

    void expire() {
        try {
            run.expired(System.nanoTime());
            settle();
        } catch (RuntimeException | LinkageError | StackOverflowError inside) {
            unable(inside);
        }
    }

    /** The balancer itself could not make it. */
    void unable(Throwable inside) {
        FAULTS.write("a check of {} has failed inside", asked.address(), inside);
        CheckRun another = new CheckRun(asked.parameters(), System.nanoTime());
        another.unable("failed inside: " + inside, System.nanoTime());
        another.outcome().filter(outcome -> !told).ifPresent(this::tell);
    }

    @Override
    public void connected(SocketAddress local) {
        if (socket != null && preface().length > 0) {
            socket.write(ByteBuffer.wrap(preface()));
        }
        if (told) {
            return;
        }
        ByteBuffer sent = run.connected(System.nanoTime()).orElse(null);
        if (sent != null && socket != null) {
            socket.write(sent);
        } else if (sent != null && secured != null) {
            secured.write(sent);
        }
        settle();
    }

    @Override
    public void connectFailed(ConnectFailure failure) {
        if (failure.isOurs()) {
            unable(failure);
            return;
        }
        run.failed(failure.words(), System.nanoTime());
        settle();
    }

    @Override
    public void received(ByteBuffer bytes) {
        run.received(bytes, System.nanoTime());
        settle();
    }

    @Override
    public void finished() {
        run.closed(System.nanoTime());
        settle();
    }

    @Override
    public void failed(Throwable failure) {
        if (!(failure instanceof IOException)) {
            unable(ConnectFailure.of(failure));
            return;
        }
        run.failed(String.valueOf(failure.getMessage()), System.nanoTime());
        settle();
    }

    private void settle() {
        run.outcome().filter(outcome -> !told).ifPresent(this::tell);
    }

    private void tell(CheckOutcome outcome) {
        told = true;
        expiry.cancel();
        done.accept(this);
        asked.replyTo().tell(new HealthChecker.Checked(asked.backend(), asked.address(), outcome));
        if (socket != null) {
            socket.close();
        }
        if (secured != null) {
            secured.close();
        }
    }
}
