package io.giliran.balancer;

import akka.actor.Cancellable;
import io.giliran.health.CheckRun;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Relay;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.loop.LoopSocket;
import io.giliran.transport.tls.TlsSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The socket of one check, which tells the check what happens and the router how it ended. Confined to its loop. */
final class RunningCheck implements LoopSocket.Events {
    private final EventLoop loop;
    private final HealthChecker.Check asked;
    private final CheckRun run;
    private @Nullable LoopSocket socket;
    private @Nullable TlsSocket secured;
    private Cancellable alarm = Cancellable.alreadyCancelled();
    private boolean told;

    RunningCheck(EventLoop loop, HealthChecker.Check asked) {
        this.loop = loop;
        this.asked = asked;
        run = new CheckRun(asked.parameters(), System.nanoTime());
    }

    /** @param timeout calls {@link #expire}; is cancelled when the check has ended, or it would hold the check until then */
    void start(Cancellable timeout) {
        alarm = timeout;
        if (told) {
            return;
        }
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
        } catch (IOException noDescriptor) {
            run.unable(String.valueOf(noDescriptor.getMessage()), System.nanoTime());
            settle();
        }
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
        run.failed(failure.name().toLowerCase(Locale.ROOT), System.nanoTime());
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
        run.failed(String.valueOf(failure.getMessage()), System.nanoTime());
        settle();
    }

    private void settle() {
        run.outcome().filter(outcome -> !told).ifPresent(outcome -> {
            told = true;
            alarm.cancel();
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
