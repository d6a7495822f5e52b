package io.giliran.transport.relay;

import io.giliran.transport.ClientFault;
import io.giliran.transport.Leg;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.Opening;
import io.giliran.transport.Reception;
import io.giliran.transport.Relay;
import io.giliran.transport.TlsIn;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.tls.TlsFacts;
import io.giliran.transport.tls.TlsServer;
import io.giliran.transport.tls.TlsSession;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one acceptor of which something is awaited before they are handed over: their {@link Opening}, and behind
 * it a TLS handshake when TLS ends here. Each is handed over once all of it has come, or it is known not to come: it is
 * something else, is late, or its sender has gone. Confined to the loop's thread.
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
        private final @Nullable TlsServer server;
        private @Nullable TlsLeg tls;
        private @Nullable ClientFault handshakeFault;
        private EarlyBytes early = EarlyBytes.NONE;
        private long dueNanos;
        private TimeoutSweep.@Nullable Watch watch;

        Awaited(SocketChannel client, @Nullable SocketChannel spare, SocketAddress peer, SocketAddress local) {
            this.client = client;
            this.spare = spare;
            this.peer = peer;
            this.local = local;
            leg = new LegChannel(home.loop(), Leg.CLIENT, client, null);
            opening = new Opening(options, peer, System.nanoTime());
            server =
                    options.tls() instanceof TlsIn.Terminated end ? end.server().get() : null;
        }

        void start() throws IOException {
            leg.watch(this, SelectionKey.OP_READ);
            all.add(this);
            if (!opening.isOver()) {
                awaitUntil(opening.dueNanos());
                return;
            }
            try {
                shakeHands();
            } catch (IOException failure) {
                failed(failure);
            }
        }

        private void awaitUntil(long nanos) {
            stopWatchingTime();
            dueNanos = nanos;
            watch = home.timeouts().watch(this, nanos - System.nanoTime());
        }

        @Override
        public void ready(SelectionKey ready) throws IOException {
            if (!all.contains(this)) {
                return;
            }
            // What is readable is read first: a write that fails must not hide it.
            if (ready.isReadable()) {
                read();
            }
            if (all.contains(this) && ready.isValid() && ready.isWritable() && leg.flush()) {
                leg.doNotWant(SelectionKey.OP_WRITE);
            }
        }

        private void read() throws IOException {
            if (tls == null) {
                readOpening();
            } else {
                ByteBuffer plaintext = home.loop().readBuffer().limit(EarlyBytes.TLS_READ_BYTES);
                int count = tls.read(plaintext);
                goOn(tls, plaintext.flip(), count < 0);
            }
        }

        private void readOpening() throws IOException {
            ByteBuffer buffer = home.loop().readBuffer().limit(EarlyBytes.READ_BYTES);
            if (client.read(buffer) < 0) {
                opening.finished();
            } else {
                opening.offer(buffer.flip(), home.loop().roundNanos());
            }
            if (!opening.isOver()) {
                if (dueNanos != opening.dueNanos()) {
                    awaitUntil(opening.dueNanos());
                }
            } else if (server == null || opening.fault() != null) {
                early = EarlyBytes.NONE.and(ByteBuffer.wrap(opening.payload()));
                handOver();
            } else {
                shakeHands();
            }
        }

        private void shakeHands() throws IOException {
            TlsServer with = Objects.requireNonNull(server);
            awaitUntil(System.nanoTime() + with.handshakeTimeout().toNanos());
            TlsLeg secured = leg.secure(home.tlsBuffers(), with.accept());
            tls = secured;
            secured.begin(Relay.NO_PREFACE);
            ByteBuffer plaintext = home.loop().readBuffer();
            secured.read(opening.payload(), plaintext);
            goOn(secured, plaintext.flip(), false);
        }

        private void goOn(TlsLeg secured, ByteBuffer plaintext, boolean finished) {
            if (secured.isEstablished()) {
                early = early.and(plaintext);
                if (finished || secured.isAtEnd()) {
                    early = early.finished();
                }
                handOver();
            } else if (finished) {
                handshakeFails("the connection was finished before the end of the TLS handshake");
            }
        }

        private void handshakeFails(String reason) {
            handshakeFault = new ClientFault(ClientFault.Kind.TLS, reason);
            handOver();
        }

        @Override
        public void failed(Throwable failure) {
            if (!all.contains(this)) {
                return;
            }
            if (tls == null) {
                opening.reset();
                handOver();
            } else if (failure instanceof SSLException wrong) {
                handshakeFails("the TLS handshake has failed: " + TlsSession.reason(wrong));
            } else {
                handshakeFails("the connection was reset before the end of the TLS handshake");
            }
        }

        @Override
        public long look(long nowNanos) {
            long left = dueNanos - nowNanos;
            if (left <= 0 && tls == null) {
                opening.late();
                handOver();
            } else if (left <= 0) {
                handshakeFails("the TLS handshake has not come to its end in time");
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
                ClientFault fault = opening.fault() == null ? handshakeFault : opening.fault();
                TlsFacts facts = tls == null || fault != null ? null : tls.facts();
                Prelude prelude = new Prelude(
                        leg,
                        fault == null ? early : EarlyBytes.NONE,
                        opening.header(),
                        facts == null ? opening.serverName() : facts.serverName(),
                        facts,
                        fault);
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
