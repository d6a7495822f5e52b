package io.giliran.transport.relay.pipe;

import io.giliran.supervision.BoundedLog;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.Relay;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.relay.leg.BackendSockets;
import io.giliran.transport.relay.leg.EarlyBytes;
import io.giliran.transport.relay.leg.LegChannel;
import io.giliran.transport.relay.leg.LoopContext;
import io.giliran.transport.relay.leg.LoopTimer;
import io.giliran.transport.relay.leg.TlsLeg;
import io.giliran.transport.tls.TlsSession;
import io.giliran.transport.tls.TlsWish;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * An attempt to connect a backend leg, up to the end of the TLS handshake when TLS is wanted, all within the timeout. Confined
 * to its loop.
 */
public final class BackendAttempt implements EventLoop.Handler {
    /** Pause before the next attempt at a backend whose queue is full. */
    private static final Duration ROOM_AGAIN = Duration.ofMillis(10);

    /** Receives the outcome: exactly once, possibly before {@code start} returns, never after {@code end}. */
    interface Owner {
        /**
         * The leg is connected. From now on the owner watches and ends it.
         *
         * @param local its own address
         * @param preface what the backend has still to get before anything else
         * @param spoken what the backend has sent already
         */
        void connected(LegChannel leg, SocketAddress local, byte[] preface, EarlyBytes spoken);

        void connectFailed(ConnectFailure failure);

        /** A fault of ours; the attempt is still to be ended. */
        void fault(Throwable failure);
    }

    private static final Logger LOG = LoggerFactory.getLogger(BackendAttempt.class);
    private static final BoundedLog TLS_FAULTS = new BoundedLog(LOG, Level.WARN, System::nanoTime);

    private final LoopContext home;
    private final Owner owner;
    private final SocketAddress address;
    private final @Nullable TlsWish wish;
    private Duration timeLeft;
    private byte[] preface;
    /** Null while none is being connected. */
    private @Nullable LegChannel leg;

    private LoopTimer.@Nullable Alarm alarm;
    private boolean over;

    /**
     * Creates an attempt that has not begun.
     *
     * @param preface goes out before a TLS handshake, in the clear; without one it is left to the owner
     * @param wish what has to happen before it counts as connected; null for nothing
     */
    BackendAttempt(
            LoopContext home,
            Owner owner,
            SocketAddress address,
            Duration timeout,
            byte[] preface,
            @Nullable TlsWish wish) {
        this.home = home;
        this.owner = owner;
        this.address = address;
        this.wish = wish;
        timeLeft = timeout;
        this.preface = preface;
    }

    /** @param spare a socket for it, which it takes over; null for none */
    void start(@Nullable SocketChannel spare) {
        LegChannel opened;
        try {
            opened = new LegChannel(home.loop(), Leg.BACKEND, BackendSockets.open(address, spare), null);
        } catch (IOException noSocket) {
            over = true;
            owner.connectFailed(ConnectFailure.ofOpening(noSocket));
            return;
        }
        leg = opened;
        try {
            dial(opened);
        } catch (IOException failure) {
            if (ConnectFailure.isQueueFull(failure) && timeLeft.compareTo(ROOM_AGAIN) > 0) {
                waitForRoom(opened);
            } else {
                fail(failureOf(opened, failure, false));
            }
        }
    }

    /** Ends the attempt: its result no longer matters. */
    void end(boolean inOrder) {
        LegChannel unfinished = leg;
        stop();
        if (unfinished != null) {
            unfinished.end(inOrder);
        }
    }

    private void dial(LegChannel opened) throws IOException {
        opened.channel().configureBlocking(false);
        opened.keepUrgent();
        if (home.speakingOrder().clientsSpeakFirst(address)) {
            opened.acknowledgeWithData();
        }
        boolean stands = BackendSockets.connect(opened.channel(), address);
        if (!stands || wish != null) {
            alarm = home.timer().after(timeLeft, () -> fail(ConnectFailure.TIMEOUT));
        }
        if (stands) {
            reached(opened);
        } else {
            opened.watch(this, SelectionKey.OP_CONNECT);
        }
    }

    /**
     * The system does not report when the queue of a Unix socket has room again, and a socket that was refused cannot be used
     * again: another one tries, repeatedly until the timeout.
     */
    private void waitForRoom(LegChannel turnedAway) {
        leg = null;
        turnedAway.close();
        timeLeft = timeLeft.minus(ROOM_AGAIN);
        alarm = home.timer().after(ROOM_AGAIN, this::tryAgain);
    }

    private void tryAgain() {
        if (over) {
            return;
        }
        try {
            start(null);
        } catch (RuntimeException failure) {
            owner.fault(failure);
        }
    }

    @Override
    public void ready(SelectionKey key) {
        LegChannel tried = leg;
        if (tried == null) {
            return;
        }
        TlsLeg tls = tried.tls();
        try {
            if (tls != null) {
                shakeHands(tried, tls, key.readyOps());
            } else if (tried.channel().finishConnect()) {
                reached(tried);
            }
        } catch (IOException failure) {
            fail(failureOf(tried, failure, true));
        }
    }

    @Override
    public void failed(Throwable failure) {
        owner.fault(failure);
    }

    /** The socket is connected; the TLS handshake may follow. */
    private void reached(LegChannel reached) throws IOException {
        BackendSockets.refuseSelf(reached.channel());
        if (wish == null) {
            succeed(reached, EarlyBytes.NONE);
            return;
        }
        reached.watch(this, SelectionKey.OP_READ);
        TlsLeg tls = reached.secure(home.tlsBuffers(), wish.session());
        byte[] words = preface;
        preface = Relay.NO_PREFACE;
        try {
            tls.begin(words);
        } catch (SSLException ownSettings) {
            TLS_FAULTS.write("TLS to {} cannot begin: {}", address, TlsSession.reason(ownSettings));
            fail(ConnectFailure.OWN_TLS);
            return;
        }
        if (tls.isStalled()) {
            reached.want(SelectionKey.OP_WRITE);
        }
    }

    private void shakeHands(LegChannel reached, TlsLeg tls, int ready) throws IOException {
        if ((ready & SelectionKey.OP_READ) != 0) {
            readHandshake(reached, tls);
        }
        if ((ready & SelectionKey.OP_WRITE) != 0 && leg == reached && tls.flush()) {
            reached.doNotWant(SelectionKey.OP_WRITE);
        }
    }

    private void readHandshake(LegChannel reached, TlsLeg tls) throws IOException {
        ByteBuffer plaintext = home.loop().readBuffer();
        int count = tls.read(plaintext, EarlyBytes.READ_BYTES);
        if (tls.isEstablished()) {
            EarlyBytes spoken = EarlyBytes.NONE.and(plaintext.flip(), home.buffers());
            succeed(reached, count < 0 || tls.isAtEnd() ? spoken.finished() : spoken);
        } else if (count < 0) {
            fail(ConnectFailure.TLS);
        }
    }

    private void succeed(LegChannel connected, EarlyBytes spoken) throws IOException {
        SocketAddress local = connected.channel().getLocalAddress();
        stop();
        owner.connected(connected, local, preface, spoken);
    }

    private void fail(ConnectFailure failure) {
        LegChannel unfinished = leg;
        if (unfinished == null) {
            return;
        }
        stop();
        unfinished.close();
        owner.connectFailed(failure);
    }

    private void stop() {
        over = true;
        leg = null;
        if (alarm != null) {
            alarm.cancel();
        }
    }

    /**
     * Classifies the failure of an attempt. A queue that is full until the timeout counts as a timeout.
     *
     * @param later whether the system took the attempt, so that the error came from the network
     */
    private static ConnectFailure failureOf(LegChannel tried, IOException failure, boolean later) {
        if (tried.tls() != null) {
            return ConnectFailure.TLS;
        }
        if (ConnectFailure.isQueueFull(failure)) {
            return ConnectFailure.TIMEOUT;
        }
        return later ? ConnectFailure.ofAnswer(failure) : ConnectFailure.of(failure);
    }
}
