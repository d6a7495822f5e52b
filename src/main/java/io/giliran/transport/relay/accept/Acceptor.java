package io.giliran.transport.relay.accept;

import io.giliran.supervision.BoundedLog;
import io.giliran.supervision.LineBudget;
import io.giliran.supervision.Spell;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.Reception;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.relay.leg.BackendSockets;
import io.giliran.transport.relay.leg.LoopContext;
import io.giliran.transport.relay.leg.SpareSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Accepts clients on the loop, each when a slot is reserved for it. When there is none it leaves clients in the backlog and is
 * woken by the first place that becomes free; when descriptors run out, by the first that is closed. Confined to the loop's
 * thread.
 */
public final class Acceptor implements EventLoop.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    /** Clients in a row before the others get their turn again. */
    private static final int ACCEPTS_A_ROUND = 64;

    /** Number of checks in {@link LineBudget#PERIOD} during a series of pauses. */
    private static final int CALM_LOOKS = 10;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final LoopContext home;
    private final ServerSocketChannel channel;
    private final PeerAddresses entrance;
    private final Reception reception;
    private final @Nullable AwaitedClients awaited;
    /** Made once; run on any thread. */
    private final Runnable wake = this::wakeUp;

    private final Runnable calmLook = this::lookForCalm;

    private @Nullable SelectionKey key;
    private final SpareSocket spare;
    private final BoundedLog faults = new BoundedLog(LOG, Level.ERROR, System::nanoTime);
    private final Spell shortage = new Spell();

    /**
     * Creates an acceptor that does not accept yet.
     *
     * @param options what is awaited of clients
     */
    public Acceptor(
            LoopContext home,
            ServerSocketChannel channel,
            PeerAddresses entrance,
            ListenerOptions options,
            Reception reception) {
        this.home = home;
        this.channel = channel;
        this.entrance = entrance;
        this.reception = reception;
        spare = home.spares();
        awaited = options.awaitsClients() ? new AwaitedClients(home, options, reception) : null;
    }

    public void start() throws IOException {
        spare.ensure();
        try {
            key = home.loop().register(channel, SelectionKey.OP_ACCEPT, this);
        } catch (IOException failure) {
            spare.stop();
            throw failure;
        }
    }

    /**
     * Lets go of the channel, which is somebody else's to close: while a selector knows it, closing it does not free its
     * port.
     */
    public void stop() {
        if (key != null) {
            key.cancel();
        }
        spare.stop();
        if (awaited != null) {
            awaited.drop();
        }
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        acceptSome();
    }

    private void acceptSome() throws IOException {
        for (int i = 0; i < ACCEPTS_A_ROUND; i++) {
            spare.ensure();
            if (!reception.reserve()) {
                setInterest(0);
                reception.whenOpen(wake);
                return;
            }
            if (!acceptOne()) {
                setInterest(SelectionKey.OP_ACCEPT);
                return;
            }
        }
        setInterest(SelectionKey.OP_ACCEPT);
        // Whatever the number of clients was, one spare stands ready between two rounds.
        spare.ensure();
        passOn();
    }

    /** Has a place; false when nobody is there to have it. */
    private boolean acceptOne() throws IOException {
        SocketChannel client = null;
        try {
            client = channel.accept();
        } finally {
            if (client == null) {
                reception.release();
            }
        }
        if (client == null) {
            return false;
        }
        take(client);
        return true;
    }

    /** Another acceptor may wait for a place that this one was woken for and leaves free. */
    private void passOn() {
        if (reception.reserve()) {
            reception.release();
        }
    }

    private void wakeUp() {
        try {
            home.loop().execute(this::resume);
        } catch (RejectedExecutionException closed) {
            // The loop has ended, and nobody accepts here any more.
        }
    }

    private void resume() {
        if (key == null || !key.isValid()) {
            passOn();
            return;
        }
        try {
            acceptSome();
        } catch (IOException failure) {
            failed(failure);
        } catch (RuntimeException fault) {
            faults.write("a client could not be taken", fault);
            failed(fault);
        }
    }

    @Override
    public void failed(Throwable failure) {
        if (failure instanceof ClosedChannelException) {
            return;
        }
        if (shortage.comes(System.nanoTime())) {
            LOG.warn("accepting pauses until it is possible again: {}", failure.getMessage());
            home.timer().after(LineBudget.PERIOD, calmLook);
        }
        pause();
        passOn();
    }

    /** A flood makes it pause with each client that comes: that it goes on is said when it has not paused for a while. */
    private void lookForCalm() {
        long pauses = shortage.endsAfter(System.nanoTime());
        if (pauses > 0) {
            LOG.info("accepting goes on; it has paused {} times", pauses);
        } else {
            home.timer().after(LineBudget.PERIOD.dividedBy(CALM_LOOKS), calmLook);
        }
    }

    /**
     * Pauses accepting until this loop closes a descriptor, or for {@link #PAUSE}, in case another part of the process closes
     * one.
     */
    private void pause() {
        setInterest(0);
        AtomicBoolean over = new AtomicBoolean();
        Runnable again = () -> {
            if (over.compareAndSet(false, true)) {
                resume();
            }
        };
        home.loop().afterNextClose(again);
        home.timer().after(PAUSE, again);
    }

    private void take(SocketChannel client) throws IOException {
        SocketChannel backend = spare.take();
        boolean taken = false;
        try {
            client.configureBlocking(false);
            SocketAddress remote = entrance.remote(client);
            if (entrance.isTcp()) {
                BackendSockets.keepUrgent(client);
            }
            SocketAddress local = entrance.local(client);
            if (awaited != null && awaited.concerns(remote)) {
                awaited.await(client, backend, remote, local);
            } else {
                reception.accepted(new LoopClientLeg(home, client, backend, remote, local, null, null));
            }
            taken = true;
        } catch (IOException alreadyGone) {
            LOG.debug("a client is gone before it is served", alreadyGone);
        } finally {
            if (!taken) {
                client.close();
                spare.giveBack(backend);
                reception.release();
            }
        }
    }

    private void setInterest(int interest) {
        if (key != null && key.isValid()) {
            key.interestOps(interest);
        }
    }
}
