package io.giliran.transport.relay;

import io.giliran.transport.Leg;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.Opening;
import io.giliran.transport.Reception;
import io.giliran.transport.loop.EventLoop;
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
 * The clients of one acceptor of which something is awaited before they are handed over: their {@link Opening}. Each is
 * handed over once all of it has come, or it is known not to come: it is something else, is late, or its sender has gone.
 * Confined to the loop's thread.
 */
final class AwaitedClients {
    private final LoopHome home;
    private final ListenerOptions options;
    private final Reception reception;
    private final Set<Awaited> all = new HashSet<>();

    AwaitedClients(LoopHome home, ListenerOptions options, Reception reception) {
        this.home = home;
        this.options = options;
        this.reception = reception;
    }

    boolean isFull() {
        return all.size() >= ListenerOptions.MOST_AWAITED;
    }

    /** Whether anything is awaited of such a client. */
    boolean concerns(SocketAddress client) {
        return options.awaits(client);
    }

    /** Waits for it. */
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
        private final LegChannel leg;
        private final Opening opening;
        private TimeoutSweep.@Nullable Watch watch;

        Awaited(SocketChannel client, @Nullable SocketChannel spare, SocketAddress peer, SocketAddress local) {
            this.client = client;
            this.spare = spare;
            this.peer = peer;
            this.local = local;
            leg = new LegChannel(home.loop(), Leg.CLIENT, client, null);
            opening = new Opening(options, peer, System.nanoTime());
        }

        void start() throws IOException {
            leg.watch(this, SelectionKey.OP_READ);
            all.add(this);
            watchTime();
        }

        private void watchTime() {
            watch = home.timeouts().watch(this, opening.dueNanos() - System.nanoTime());
        }

        @Override
        public void ready(SelectionKey ready) throws IOException {
            if (!all.contains(this)) {
                return;
            }
            ByteBuffer buffer = home.loop().readBuffer().limit(EarlyBytes.READ_BYTES);
            if (client.read(buffer) < 0) {
                opening.finished();
            } else {
                long due = opening.dueNanos();
                opening.offer(buffer.flip(), home.loop().roundNanos());
                if (due != opening.dueNanos() && !opening.isOver()) {
                    stopWatchingTime();
                    watchTime();
                }
            }
            if (opening.isOver()) {
                handOver();
            }
        }

        @Override
        public void failed(Throwable failure) {
            if (all.contains(this)) {
                opening.reset();
                handOver();
            }
        }

        @Override
        public long look(long nowNanos) {
            long left = opening.dueNanos() - nowNanos;
            if (left <= 0) {
                opening.late();
                handOver();
            }
            return left;
        }

        void drop() {
            leave();
            leg.reset();
            SpareSocket.close(spare);
        }

        private void handOver() {
            leave();
            try {
                leg.doNotWant(SelectionKey.OP_READ);
                EarlyBytes early = EarlyBytes.NONE.and(ByteBuffer.wrap(opening.payload()));
                Prelude prelude = new Prelude(leg, early, opening.header(), opening.serverName(), opening.fault());
                reception.accepted(new LoopClientLeg(home, client, spare, peer, local, prelude));
            } catch (RuntimeException nobodyTakesIt) {
                leg.close();
                SpareSocket.close(spare);
                throw nobodyTakesIt;
            }
        }

        private void leave() {
            all.remove(this);
            stopWatchingTime();
        }

        private void stopWatchingTime() {
            if (watch != null) {
                home.timeouts().forget(watch);
                watch = null;
            }
        }
    }
}
