package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.tls.TlsWish;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A data plane that listens, a port where its backends are, and everything that a test opens meanwhile. */
final class PlaneUnderTest {
    private static final int BACKLOG = 1024;
    static final ListenerOptions ONE_LOOP = new ListenerOptions(BACKLOG, 1, ClientsSpeakFirst.OFF);
    private static final long DEADLINE_SECONDS = 20;

    private final BlockingQueue<ClientLeg> accepted = new LinkedBlockingQueue<>();
    private final Reception reception = new Reception() {
        @Override
        public void accepted(ClientLeg client) {
            accepted.add(client);
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public boolean reserve() {
            return open;
        }

        @Override
        public void whenOpen(Runnable task) {
            held.add(task);
        }
    };
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private volatile boolean open = true;
    private final List<RelayedClient> clients = new ArrayList<>();
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();
    private final DataPlane plane;
    private final ListenerOptions options;
    private final Set<Leg> unixLegs;
    private final Path folder;
    private final TlsPeers tls;
    private final int socketsBefore;
    private final Listener listener;
    private final ServerSocket backends;

    PlaneUnderTest(DataPlane plane, ListenerOptions options) throws Exception {
        this(plane, options, Set.of(), TlsPeers.NONE);
    }

    /** @param tls what its peers speak */
    PlaneUnderTest(DataPlane plane, ListenerOptions options, Set<Leg> unixLegs, TlsPeers tls) throws Exception {
        this.plane = plane;
        this.options = options;
        this.tls = tls;
        this.unixLegs = unixLegs;
        folder = Files.createTempDirectory("giliran");
        new RefusingPort().close(); // The first socket of a JVM opens another one that stays.
        socketsBefore = SocketTable.openHere();
        listener = unixLegs.contains(Leg.CLIENT) ? listen(file("listener.sock")) : listen(0);
        backends = unixLegs.contains(Leg.BACKEND)
                ? new UnixServer(folder.resolve("backends.sock"), BACKLOG)
                : new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    }

    /** Has the plane listen at one more port; the clients of all of them are accepted alike. */
    Listener listen(int port) throws Exception {
        return listen(port, options);
    }

    Listener listen(int port, ListenerOptions others) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return get(plane.listen(address, others, reception));
    }

    Listener listen(SocketAddress address) throws Exception {
        return listen(address, options);
    }

    Listener listen(SocketAddress address, ListenerOptions others) throws Exception {
        return get(plane.listen(address, others, reception));
    }

    /** Whether no leg is a Unix socket. */
    boolean hasTcpPeers() {
        return unixLegs.isEmpty();
    }

    /** The address of a Unix socket in a folder of the test's own. */
    UnixDomainSocketAddress file(String name) {
        return UnixDomainSocketAddress.of(folder.resolve(name));
    }

    /** Where nobody listens. */
    SocketAddress refusingBackend() throws IOException {
        return unixLegs.contains(Leg.BACKEND)
                ? file("nobody.sock")
                : opened(new RefusingPort()).address();
    }

    /** Where somebody listens and takes nobody in. */
    SocketAddress silentBackend() throws IOException {
        return unixLegs.contains(Leg.BACKEND)
                ? opened(new FullUnixSocket(folder.resolve("full.sock"))).address()
                : opened(new SilentPort()).address();
    }

    /** Whether clients are taken. */
    void open(boolean isOpen) {
        open = isOpen;
        for (Runnable acceptor = held.poll(); isOpen && acceptor != null; acceptor = held.poll()) {
            acceptor.run();
        }
    }

    /** How many acceptors wait until clients are taken. */
    int heldAcceptors() {
        return held.size();
    }

    int waitingLegs() {
        return accepted.size();
    }

    void unbind() throws Exception {
        get(listener.unbind());
    }

    SocketAddress address() {
        return listener.address();
    }

    SocketAddress backendAddress() {
        return backends.getLocalSocketAddress();
    }

    /** Connects a client; it has no backend yet. */
    RelayedClient client() throws Exception {
        return client(RelayOptions.NONE);
    }

    RelayedClient client(RelayOptions options) throws Exception {
        int pair = clients.size();
        RelayedClient client = new RelayedClient(this, pair, peer(pair), acceptedLeg(), options);
        clients.add(client);
        return client;
    }

    /** Starts the relay of a client that was accepted. */
    RelayedClient client(ScriptedPeer peer, int pair, ClientLeg leg) {
        RelayedClient client = new RelayedClient(this, pair, peer, leg, RelayOptions.NONE);
        clients.add(client);
        return client;
    }

    /** Connects a client of that pair, and leaves the rest to the test. */
    ScriptedPeer peer(int pair) throws IOException {
        return opened(ScriptedPeer.connect(address(), pair, tls.ofClients()));
    }

    /** The next client that was accepted. */
    ClientLeg acceptedLeg() throws InterruptedException {
        ClientLeg leg = accepted.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(leg).as("client's leg").isNotNull();
        return leg;
    }

    /** Takes in the connection to a backend that the plane makes for the client of that pair. */
    ScriptedPeer acceptAtBackend(int pair) throws IOException {
        return opened(ScriptedPeer.accept(backends, pair, tls.ofBackends()));
    }

    /** What backends are spoken to in. */
    @Nullable
    TlsWish wish() {
        return tls.wish();
    }

    <T extends AutoCloseable> T opened(T socket) {
        opened.add(socket);
        return socket;
    }

    /** Ends everything; each relay must have ended once, with its last words, and no socket be left. */
    void end() throws Exception {
        for (RelayedClient client : clients) {
            client.relay.abort();
            client.events.end();
        }
        for (AutoCloseable socket : opened) {
            socket.close();
        }
        backends.close();
        unbind();
        SocketTable.awaitOpenHere(socketsBefore);
        // Only when no file is left in it.
        Files.delete(folder);
        for (RelayedClient client : clients) {
            assertThat(client.events.all())
                    .filteredOn(words -> words.startsWith("ended"))
                    .hasSize(1);
            assertThat(client.events.all()).last().asString().startsWith("ended");
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
}
