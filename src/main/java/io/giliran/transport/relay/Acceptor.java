package io.giliran.transport.relay;

import io.giliran.transport.ClientLeg;
import io.giliran.transport.loop.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts clients on the loop. When descriptors run out it pauses for a while, so that
 * nothing spins. Confined to the loop's thread.
 */
final class Acceptor implements EventLoop.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    /** Clients in a row before the others get their turn again. */
    private static final int ACCEPTS_A_ROUND = 64;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final EventLoop loop;
    private final ServerSocketChannel channel;
    private final LoopTimer timer;
    private final Consumer<ClientLeg> accepted;
    private @Nullable SelectionKey key;

    Acceptor(EventLoop loop, ServerSocketChannel channel, LoopTimer timer, Consumer<ClientLeg> accepted) {
        this.loop = loop;
        this.channel = channel;
        this.timer = timer;
        this.accepted = accepted;
    }

    void start() throws IOException {
        key = loop.register(channel, SelectionKey.OP_ACCEPT, this);
    }

    /**
     * Lets go of the channel, which is somebody else's to close: while a selector knows it, closing it does not free its
     * port.
     */
    void stop() {
        if (key != null) {
            key.cancel();
        }
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        for (int i = 0; i < ACCEPTS_A_ROUND; i++) {
            SocketChannel client = channel.accept();
            if (client == null) {
                return;
            }
            take(client);
        }
    }

    @Override
    public void failed(Throwable failure) {
        if (failure instanceof ClosedChannelException) {
            return;
        }
        LOG.warn("accepting pauses: {}", failure.getMessage());
        setInterest(0);
        timer.after(PAUSE, () -> setInterest(SelectionKey.OP_ACCEPT));
    }

    private void take(SocketChannel client) throws IOException {
        try {
            client.configureBlocking(false);
            InetSocketAddress remote = (InetSocketAddress) client.getRemoteAddress();
            InetSocketAddress local = (InetSocketAddress) client.getLocalAddress();
            accepted.accept(new LoopClientLeg(loop, timer, client, remote, local));
        } catch (IOException alreadyGone) {
            client.close();
        }
    }

    private void setInterest(int interest) {
        if (key != null && key.isValid()) {
            key.interestOps(interest);
        }
    }
}
