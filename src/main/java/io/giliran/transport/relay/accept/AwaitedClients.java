package io.giliran.transport.relay.accept;

import io.giliran.transport.ClientFault;
import io.giliran.transport.Leg;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.Opening;
import io.giliran.transport.Reception;
import io.giliran.transport.Relay;
import io.giliran.transport.TlsIn;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.relay.leg.ClientOpening;
import io.giliran.transport.relay.leg.EarlyBytes;
import io.giliran.transport.relay.leg.LegChannel;
import io.giliran.transport.relay.leg.LoopContext;
import io.giliran.transport.relay.leg.SpareSocket;
import io.giliran.transport.relay.leg.TimeoutSweep;
import io.giliran.transport.relay.leg.TlsLeg;
import io.giliran.transport.tls.TlsFacts;
import io.giliran.transport.tls.TlsServer;
import io.giliran.transport.tls.TlsSession;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Clients of one acceptor that are not handed over yet, because their {@link Opening} or the TLS handshake behind it is
 * awaited. Each is handed over once all of it has come, or it is known not to come: it is something else, is late, or its
 * sender has gone. Confined to the loop's thread.
 */
final class AwaitedClients {
    private static final int NETWORK_BYTES = 8;

    private final LoopContext home;
    private final ListenerOptions options;
    private final Reception reception;
    private final int most;
    private final Crowd<Awaited> all = new Crowd<>();

    AwaitedClients(LoopContext home, ListenerOptions options, Reception reception) {
        this(home, options, reception, ListenerOptions.MOST_AWAITED);
    }

    AwaitedClients(LoopContext home, ListenerOptions options, Reception reception, int most) {
        this.home = home;
        this.options = options;
        this.reception = reception;
        this.most = most;
    }

    /** Whether anything is awaited of such a client. */
    boolean concerns(SocketAddress client) {
        return options.awaits(client);
    }

    /**
     * Waits for it. If as many are awaited as may be, the one that came first of the address that most of them are of has to go:
     * so nobody keeps others out by connecting and saying nothing.
     */
    void await(SocketChannel client, @Nullable SocketChannel spare, SocketAddress peer, SocketAddress local)
            throws IOException {
        Reception.Entry entry = options.hasToSendHeader(peer) ? null : reception.judge(peer);
        if (entry != null && entry.isRefused()) {
            reception.accepted(new LoopClientLeg(home, client, spare, peer, local, null, entry));
            return;
        }
        Awaited goes = all.size() < most ? null : all.firstOfLargest();
        if (goes != null) {
            goes.displaced();
        }
        Awaited next = new Awaited(client, spare, peer, local, entry);
        boolean begun = false;
        try {
            next.start();
            begun = true;
        } finally {
            if (!begun) {
                next.forget();
            }
        }
    }

    /** Resets the clients that are awaited. */
    void drop() {
        all.all().forEach(Awaited::drop);
    }

    /**
     * Returns the key that is equal for one host. All addresses of an IPv6 /64 are one host; with a Unix socket it is the user.
     */
    private static Object host(SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress internet)) {
            return peer;
        }
        return internet.getAddress() instanceof Inet6Address wide
                ? ByteBuffer.wrap(wide.getAddress(), 0, NETWORK_BYTES)
                : internet.getAddress();
    }

    private final class Awaited implements EventLoop.Handler, TimeoutSweep.Timed {
        private final SocketChannel client;
        private final @Nullable SocketChannel spare;
        private final SocketAddress peer;
        private final SocketAddress local;
        private final Object host;
        private final LegChannel leg;
        private final Opening opening;
        private final @Nullable TlsServer server;
        private Reception.@Nullable Entry entry;
        private @Nullable TlsLeg tls;
        private @Nullable ClientFault handshakeFault;
        private EarlyBytes early = EarlyBytes.NONE;
        private long dueNanos;
        private TimeoutSweep.@Nullable Watch watch;

        Awaited(
                SocketChannel client,
                @Nullable SocketChannel spare,
                SocketAddress peer,
                SocketAddress local,
                Reception.@Nullable Entry entry) {
            this.entry = entry;
            this.client = client;
            this.spare = spare;
            this.peer = peer;
            this.local = local;
            host = host(peer);
            leg = new LegChannel(home.loop(), Leg.CLIENT, client, null);
            opening = new Opening(options, peer, System.nanoTime());
            server =
                    options.tls() instanceof TlsIn.Terminated end ? end.server().get() : null;
        }

        void start() throws IOException {
            leg.watch(this, SelectionKey.OP_READ);
            all.add(host, this);
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
            if (!all.contains(host, this)) {
                return;
            }
            // What is readable is read first: a write that fails must not hide it.
            if (ready.isReadable()) {
                read();
            }
            if (all.contains(host, this) && ready.isValid() && ready.isWritable() && leg.flush()) {
                leg.doNotWant(SelectionKey.OP_WRITE);
            }
        }

        private void read() throws IOException {
            if (tls == null) {
                readOpening();
            } else {
                ByteBuffer plaintext = home.loop().readBuffer();
                int count = tls.read(plaintext, EarlyBytes.READ_BYTES);
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
            if (entry == null && opening.header() != null) {
                entry = reception.judge(LoopClientLeg.client(opening.header(), peer));
            }
            if (entry != null && entry.isRefused()) {
                handOver();
                return;
            }
            if (!opening.isOver()) {
                if (dueNanos != opening.dueNanos()) {
                    awaitUntil(opening.dueNanos());
                }
            } else if (server == null || opening.fault() != null) {
                early = EarlyBytes.NONE.and(ByteBuffer.wrap(opening.payload()), home.buffers());
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
                early = early.and(plaintext, home.buffers());
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
            if (!all.contains(host, this)) {
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

        void displaced() {
            if (tls == null) {
                opening.displaced();
                handOver();
            } else {
                handshakeFails("too many clients are awaited, and most of them are of its address");
            }
        }

        void drop() {
            forget();
            reception.release();
            leg.reset();
            SpareSocket.close(spare);
        }

        private void handOver() {
            leave();
            try {
                leg.doNotWant(SelectionKey.OP_READ);
                ClientFault fault = opening.fault() == null ? handshakeFault : opening.fault();
                if (fault != null) {
                    early.release();
                    early = EarlyBytes.NONE;
                }
                TlsFacts facts = tls == null || fault != null ? null : tls.facts();
                ClientOpening prelude = new ClientOpening(
                        leg,
                        early,
                        opening.header(),
                        facts == null ? opening.serverName() : facts.serverName(),
                        facts,
                        fault);
                reception.accepted(new LoopClientLeg(home, client, spare, peer, local, prelude, entry));
            } catch (RuntimeException nobodyTakesIt) {
                early.release();
                leg.close();
                SpareSocket.close(spare);
                reception.release();
                forget();
                throw nobodyTakesIt;
            }
        }

        /** Removes a client; the caller gives back its place. */
        void forget() {
            leave();
            if (entry != null) {
                entry.ended();
            }
        }

        private void leave() {
            all.remove(host, this);
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
