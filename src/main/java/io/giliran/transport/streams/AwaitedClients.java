package io.giliran.transport.streams;

import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Tcp;
import io.giliran.transport.ProxyProtocolIn;
import io.giliran.transport.Reception;
import io.giliran.transport.Relay;
import io.giliran.transport.proxyprotocol.ProxyHeader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one listener whose PROXY protocol header has not come yet. Each is handed over once it is known who it
 * is, or that its header cannot be used. Their streams run already. Thread-safe.
 */
final class AwaitedClients {
    private final Tcp tcp;
    private final Materializer materializer;
    private final ProxyProtocolIn options;
    private final Reception reception;
    private final Set<Awaited> all = ConcurrentHashMap.newKeySet();
    /** Of them: a set that many change at once has no size that costs nothing. */
    private final AtomicInteger count = new AtomicInteger();

    AwaitedClients(Tcp tcp, Materializer materializer, ProxyProtocolIn options, Reception reception) {
        this.tcp = tcp;
        this.materializer = materializer;
        this.options = options;
        this.reception = reception;
    }

    boolean isFull() {
        return count.get() >= ProxyProtocolIn.MOST_AWAITED;
    }

    /** Whether such a client has to send one. */
    boolean hasToSend(InetSocketAddress client) {
        return options.trusted().test(client);
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

    private final class Awaited implements HeaderStage.Awaiting {
        private final Tcp.IncomingConnection connection;
        private final @Nullable Socket socket;
        private final LateOwner owner = new LateOwner();
        private @Nullable Relay relay;
        private @Nullable StreamsClientLeg known;

        Awaited(Tcp.IncomingConnection connection, @Nullable Socket socket) {
            this.connection = connection;
            this.socket = socket;
        }

        void start() {
            BackendLegs legs = (backend, timeout) ->
                    new TcpBackendLegs(tcp, owner.options().keepAlive()).to(backend, timeout);
            started(connection
                    .flow()
                    .via(Flow.fromGraph(new HeaderStage(options, this)))
                    .joinMat(Flow.fromGraph(new RelayStage(legs, owner::options, owner)), Keep.right())
                    .run(materializer));
        }

        /** The stream may be through with the header before it has told its relay, or the other way round. */
        private synchronized void started(Relay running) {
            relay = running;
            if (known != null) {
                reception.accepted(known);
            }
        }

        @Override
        public synchronized void read(@Nullable ProxyHeader header, @Nullable String fault) {
            if (!all.remove(this)) {
                return;
            }
            count.decrementAndGet();
            StreamsClientLeg leg = new StreamsClientLeg(
                    connection.remoteAddress(), connection.localAddress(), socket, header, fault, (asked, events) -> {
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
                count.decrementAndGet();
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
