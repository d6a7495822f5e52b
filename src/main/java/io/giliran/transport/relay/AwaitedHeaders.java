package io.giliran.transport.relay;

import io.giliran.transport.Leg;
import io.giliran.transport.ProxyProtocolIn;
import io.giliran.transport.Reception;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.proxyprotocol.ProxyHeader;
import io.giliran.transport.proxyprotocol.ProxyHeaderParser;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Done;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Invalid;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one acceptor whose PROXY protocol header has not come yet. Each is handed over once it is known who it
 * is, or that its header cannot be used: it is no header, is late, or its sender has gone. Confined to the loop's thread.
 */
final class AwaitedHeaders {
    private final LoopHome home;
    private final ProxyProtocolIn options;
    private final Reception reception;
    private final Set<Awaited> all = new HashSet<>();

    AwaitedHeaders(LoopHome home, ProxyProtocolIn options, Reception reception) {
        this.home = home;
        this.options = options;
        this.reception = reception;
    }

    boolean isFull() {
        return all.size() >= ProxyProtocolIn.MOST_AWAITED;
    }

    /** Whether such a client has to send one. */
    boolean hasToSend(SocketAddress client) {
        return options.trusted().test(client);
    }

    /** Waits for one. */
    void await(SocketChannel client, @Nullable SocketChannel spare, SocketAddress peer, SocketAddress local)
            throws IOException {
        new Awaited(client, spare, peer, local).start();
    }

    /** Resets the clients that are awaited. */
    void drop() {
        List.copyOf(all).forEach(Awaited::drop);
    }

    private final class Awaited implements EventLoop.Handler, TimeoutSweep.Timed {
        private final SocketChannel client;
        private final @Nullable SocketChannel spare;
        private final SocketAddress peer;
        private final SocketAddress local;
        private final ProxyHeaderParser parser = new ProxyHeaderParser(options.versions(), options.limit());
        private final long dueNanos = System.nanoTime() + options.timeout().toNanos();
        private @Nullable SelectionKey key;
        private TimeoutSweep.@Nullable Watch watch;

        Awaited(SocketChannel client, @Nullable SocketChannel spare, SocketAddress peer, SocketAddress local) {
            this.client = client;
            this.spare = spare;
            this.peer = peer;
            this.local = local;
        }

        void start() throws IOException {
            key = home.loop().register(client, SelectionKey.OP_READ, this);
            watch = home.timeouts().watch(this, options.timeout().toNanos());
            all.add(this);
        }

        @Override
        public void ready(SelectionKey ready) throws IOException {
            if (!all.contains(this)) {
                return;
            }
            ByteBuffer buffer = home.loop().readBuffer().limit(EarlyBytes.READ_BYTES);
            if (client.read(buffer) < 0) {
                handOver(null, "the connection was finished before its end", EarlyBytes.NONE);
                return;
            }
            ProxyHeaderResult result = parser.offer(buffer.flip());
            if (result instanceof Done done) {
                handOver(done.header(), null, EarlyBytes.NONE.and(buffer));
            } else if (result instanceof Invalid invalid) {
                handOver(null, invalid.reason(), EarlyBytes.NONE);
            }
        }

        @Override
        public void failed(Throwable failure) {
            if (all.contains(this)) {
                handOver(null, "the connection was reset before its end", EarlyBytes.NONE);
            }
        }

        @Override
        public long look(long nowNanos) {
            long left = dueNanos - nowNanos;
            if (left <= 0) {
                handOver(null, "it has not come in time", EarlyBytes.NONE);
            }
            return left;
        }

        void drop() {
            leave();
            new LegChannel(home.loop(), Leg.CLIENT, client, key).reset();
            SpareSocket.close(spare);
        }

        private void handOver(@Nullable ProxyHeader header, @Nullable String fault, EarlyBytes early) {
            SelectionKey known = key;
            if (known == null) {
                return;
            }
            leave();
            try {
                known.interestOps(0);
                reception.accepted(
                        new LoopClientLeg(home, client, spare, peer, local, new Prelude(known, early, header, fault)));
            } catch (RuntimeException nobodyTakesIt) {
                home.loop().close(known);
                SpareSocket.close(spare);
                throw nobodyTakesIt;
            }
        }

        private void leave() {
            all.remove(this);
            if (watch != null) {
                home.timeouts().forget(watch);
            }
        }
    }
}
