package io.giliran.transport.streams;

import akka.NotUsed;
import akka.stream.Materializer;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import io.giliran.transport.ClientFault;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.Opening;
import io.giliran.transport.Reception;
import io.giliran.transport.Relay;
import io.giliran.transport.TlsIn;
import io.giliran.transport.tls.TlsFacts;
import io.giliran.transport.tls.TlsServer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one listener of which something is awaited before they are handed over: their {@link Opening}, and
 * behind it a TLS handshake when TLS ends here. Their streams run already. Thread-safe.
 */
final class AwaitedClients implements Reception {
    private final Tcp tcp;
    private final Materializer materializer;
    private final ListenerOptions options;
    private final Reception reception;
    private final Set<Awaited> all = ConcurrentHashMap.newKeySet();
    /** Of them: a set that many change at once has no size that costs nothing. */
    private final AtomicInteger count = new AtomicInteger();
    /** The one acceptor, when it waits until fewer are awaited. */
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();

    AwaitedClients(Tcp tcp, Materializer materializer, ListenerOptions options, Reception reception) {
        this.tcp = tcp;
        this.materializer = materializer;
        this.options = options;
        this.reception = reception;
    }

    private boolean isFull() {
        return count.get() >= ListenerOptions.MOST_AWAITED;
    }

    @Override
    public void accepted(ClientLeg client) {
        reception.accepted(client);
    }

    @Override
    public boolean isOpen() {
        return !isFull() && reception.isOpen();
    }

    @Override
    public boolean reserve() {
        return !isFull() && reception.reserve();
    }

    @Override
    public void release() {
        reception.release();
    }

    @Override
    public void whenOpen(Runnable task) {
        if (isFull()) {
            waiting.set(task);
            wakeUnlessFull();
        } else {
            reception.whenOpen(task);
        }
    }

    private void wakeUnlessFull() {
        if (!isFull()) {
            Runnable task = waiting.getAndSet(null);
            if (task != null) {
                task.run();
            }
        }
    }

    private void left() {
        count.decrementAndGet();
        wakeUnlessFull();
    }

    /** Whether anything is awaited of such a client. */
    boolean concerns(InetSocketAddress client) {
        return options.awaits(client);
    }

    void await(Tcp.IncomingConnection connection, @Nullable Socket socket) {
        Awaited awaited = new Awaited(connection, socket);
        all.add(awaited);
        count.incrementAndGet();
        awaited.start();
    }

    /** Resets the clients that are awaited. */
    void drop() {
        all.forEach(Awaited::drop);
    }

    private final class Awaited implements OpeningStage.Awaiting, TlsStage.Handshake {
        private final Tcp.IncomingConnection connection;
        private final @Nullable Socket socket;
        private final LateOwner owner = new LateOwner();
        private final CompletableFuture<Duration> handshakeTime = new CompletableFuture<>();
        private final @Nullable TlsServer server;
        private @Nullable Opening opening;
        private @Nullable Relay relay;
        private @Nullable StreamsClientLeg known;

        Awaited(Tcp.IncomingConnection connection, @Nullable Socket socket) {
            this.connection = connection;
            this.socket = socket;
            server =
                    options.tls() instanceof TlsIn.Terminated end ? end.server().get() : null;
        }

        void start() {
            BackendLegs legs = (backend, timeout) ->
                    new TcpBackendLegs(tcp, owner.options().keepAlive()).to(backend, timeout);
            Flow<ByteString, ByteString, NotUsed> client =
                    connection.flow().via(Flow.fromGraph(new OpeningStage(options, connection.remoteAddress(), this)));
            if (server != null) {
                TlsStage stage = new TlsStage(server::accept, handshakeTime, ByteString.emptyByteString(), this);
                client = BidiFlow.fromGraph(stage).join(client);
            }
            started(client.joinMat(Flow.fromGraph(new RelayStage(legs, owner::options, owner)), Keep.right())
                    .run(materializer));
        }

        /** The stream may be through with the opening before it has told its relay, or the other way round. */
        private synchronized void started(Relay running) {
            relay = running;
            if (known != null) {
                reception.accepted(known);
            }
        }

        @Override
        public synchronized void opened(Opening read) {
            opening = read;
            if (server == null || read.fault() != null) {
                handOver(null, read.fault());
            } else {
                handshakeTime.complete(server.handshakeTimeout());
            }
        }

        @Override
        public void established(TlsFacts facts) {
            handOver(facts, null);
        }

        @Override
        public void failed(ConnectFailure kind, String reason) {
            handOver(null, new ClientFault(ClientFault.Kind.TLS, reason));
        }

        private synchronized void handOver(@Nullable TlsFacts facts, @Nullable ClientFault fault) {
            if (!all.remove(this)) {
                return;
            }
            left();
            StreamsClientLeg leg = new StreamsClientLeg(
                    connection.remoteAddress(),
                    connection.localAddress(),
                    socket,
                    opening,
                    facts,
                    fault,
                    (asked, events) -> {
                        owner.come(asked, events);
                        return relay();
                    });
            if (relay == null) {
                known = leg;
            } else {
                reception.accepted(leg);
            }
        }

        synchronized void drop() {
            if (all.remove(this)) {
                left();
                reception.release();
                if (relay != null) {
                    relay.abort();
                }
            }
        }

        private synchronized Relay relay() {
            return Objects.requireNonNull(relay);
        }
    }
}
