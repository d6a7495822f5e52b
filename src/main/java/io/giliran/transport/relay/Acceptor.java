package io.giliran.transport.relay;

import io.giliran.transport.ProxyProtocolIn;
import io.giliran.transport.Reception;
import io.giliran.transport.loop.EventLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts clients on the loop. When descriptors run out, or nobody takes clients, it pauses for a while, so that nothing
 * spins. Confined to the loop's thread.
 */
final class Acceptor implements EventLoop.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    /** Clients in a row before the others get their turn again. */
    private static final int ACCEPTS_A_ROUND = 64;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final LoopHome home;
    private final ServerSocketChannel channel;
    private final Entrance entrance;
    private final Reception reception;
    private final @Nullable AwaitedHeaders headers;
    private @Nullable SelectionKey key;
    private final SpareSocket spare = new SpareSocket();
    private boolean failing;

    /** @param proxyProtocol who begins with a header; null for nobody */
    Acceptor(
            LoopHome home,
            ServerSocketChannel channel,
            Entrance entrance,
            @Nullable ProxyProtocolIn proxyProtocol,
            Reception reception) {
        this.home = home;
        this.channel = channel;
        this.entrance = entrance;
        this.reception = reception;
        headers = proxyProtocol == null ? null : new AwaitedHeaders(home, proxyProtocol, reception);
    }

    void start() throws IOException {
        spare.ensure();
        try {
            key = home.loop().register(channel, SelectionKey.OP_ACCEPT, this);
        } catch (IOException failure) {
            SpareSocket.close(spare.take());
            throw failure;
        }
    }

    /**
     * Lets go of the channel, which is somebody else's to close: while a selector knows it, closing it does not free its
     * port.
     */
    void stop() {
        if (key != null) {
            key.cancel();
        }
        SpareSocket.close(spare.take());
        if (headers != null) {
            headers.drop();
        }
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        for (int i = 0; i < ACCEPTS_A_ROUND; i++) {
            spare.ensure();
            if (!reception.isOpen() || (headers != null && headers.isFull())) {
                pause();
                return;
            }
            SocketChannel client = channel.accept();
            if (client == null) {
                return;
            }
            if (failing) {
                failing = false;
                LOG.warn("accepting goes on");
            }
            take(client);
        }
        // Whatever the number of clients was, one spare stands ready between two rounds.
        spare.ensure();
    }

    @Override
    public void failed(Throwable failure) {
        if (failure instanceof ClosedChannelException) {
            return;
        }
        if (!failing) {
            failing = true;
            LOG.warn("accepting pauses until it is possible again: {}", failure.getMessage());
        }
        pause();
    }

    private void pause() {
        setInterest(0);
        home.timer().after(PAUSE, () -> setInterest(SelectionKey.OP_ACCEPT));
    }

    private void take(SocketChannel client) throws IOException {
        SocketChannel backend = spare.take();
        try {
            client.configureBlocking(false);
            SocketAddress remote = entrance.remote(client);
            SocketAddress local = entrance.local(client);
            if (headers != null && headers.hasToSend(remote)) {
                headers.await(client, backend, remote, local);
            } else {
                reception.accepted(new LoopClientLeg(home, client, backend, remote, local, null));
            }
        } catch (IOException alreadyGone) {
            client.close();
            SpareSocket.close(backend);
        } catch (RuntimeException fault) {
            client.close();
            SpareSocket.close(backend);
            throw fault;
        }
    }

    private void setInterest(int interest) {
        if (key != null && key.isValid()) {
            key.interestOps(interest);
        }
    }
}
