package io.giliran.balancer;

import io.giliran.health.CheckRun;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Relay;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.loop.LoopSocket;
import io.giliran.transport.tls.TlsSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The socket of one check, which tells the check what happens and the router how it ended. Confined to its loop. */
final class RunningCheck implements LoopSocket.Events {
    private static final Logger LOG = LoggerFactory.getLogger(RunningCheck.class);

    private final EventLoop loop;
    private final HealthChecker.Check asked;
    private final CheckRun run;
    private @Nullable LoopSocket socket;
    private @Nullable TlsSocket secured;
    private boolean told;

    RunningCheck(EventLoop loop, HealthChecker.Check asked) {
        this.loop = loop;
        this.asked = asked;
        run = new CheckRun(asked.parameters(), System.nanoTime());
    }

    void start() {
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
            LOG.error("a check of {} cannot begin", asked.address(), fault);
            unable(ConnectFailure.INTERNAL);
        }
    }

    private void unable(ConnectFailure ours) {
        run.unable(ours.words(), System.nanoTime());
        settle();
    }

    private byte[] preface() {
        return asked.sendProxy() == null ? Relay.NO_PREFACE : Introduction.ofCheck(asked.sendProxy());
    }

    void expire() {
        run.expired(System.nanoTime());
        settle();
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
        run.outcome().filter(outcome -> !told).ifPresent(outcome -> {
            told = true;
            if (socket != null) {
                socket.close();
            }
            if (secured != null) {
                secured.close();
            }
            asked.replyTo().tell(new Router.Checked(asked.backend(), asked.address(), outcome));
        });
    }
}
