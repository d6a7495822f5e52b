package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.giliran.balancer.log.AccessLogFiles;
import io.giliran.balancer.model.BackendAddress;
import io.giliran.balancer.model.BalancerMessage;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.operate.Audit;
import io.giliran.balancer.operate.ControlCommand;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.balancer.operate.Operations;
import io.giliran.balancer.settings.AccessLogSettings;
import io.giliran.balancer.settings.BalancerSettings;
import io.giliran.balancer.settings.RouterSettings;
import io.giliran.health.AdminState;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.settings.HostPort;
import io.giliran.transport.ClientsSpeakFirst;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.RefusingPort;
import io.giliran.transport.ScriptedPeer;
import io.giliran.transport.SilentPort;
import io.giliran.transport.SocketTable;
import io.giliran.transport.planes.PlaneKind;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** A balancer with real sockets, the backends behind it, and the clients in front of it. */
public final class BalancerUnderTest {
    /** Longer than any test. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(60);

    public static final Duration SHORT_CONNECT_TIMEOUT = Duration.ofMillis(250);
    public static final String POLICY = "round-robin";
    /** The client's, and both legs of the balancer. */
    public static final int SOCKETS_OF_A_CONNECTION = 3;

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(10);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(20);
    private static final int BACKLOG = 4096;
    private static final int SEED = 1;

    private static final int LOG_QUEUE = 1024;
    private static final int THREADS = 16;

    private final ActorTestKit kit;
    private String changes = "";
    private BalancerObserver observer = BalancerObserver.NONE;
    private InetAddress host = InetAddress.getLoopbackAddress();
    private final String dataPlane;
    private final ListenerOptions listener;
    private final AccessLogFiles log;
    private final int socketsBefore;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<Destination> destinations = new ArrayList<>();
    private ActorRef<BalancerMessage> balancer;
    private InetSocketAddress address;

    BalancerUnderTest(ActorTestKit kit, String dataPlane, int loops, Path logs) throws Exception {
        this.kit = kit;
        this.dataPlane = dataPlane;
        listener = new ListenerOptions(BACKLOG, loops, ClientsSpeakFirst.OFF);
        log = new AccessLogFiles(logs);
        new RefusingPort().close(); // The first socket of a JVM opens another one that stays.
        socketsBefore = SocketTable.openHere();
    }

    /** Adds a backend that serves. */
    public EchoServer server(String name) throws IOException {
        return server(name, 1);
    }

    public EchoServer server(String name, int weight) throws IOException {
        EchoServer server = opened(new EchoServer(name));
        backend(name, server.address(), weight);
        return server;
    }

    /** Adds a backend that refuses every connection. */
    public void refusing(String name) throws IOException {
        backend(name, opened(new RefusingPort()).address(), 1);
    }

    /** Adds a backend that does not answer. */
    public void silent(String name) throws IOException {
        backend(name, opened(new SilentPort()).address(), 1);
    }

    /** Adds a backend that wants to know its clients. */
    void backend(String name, InetSocketAddress at, ProxyVersion sendProxy) {
        destinations.add(new Destination(
                new Backend(destinations.size(), name, 1), at, false, BackendPool.ENDLESS, sendProxy, null, List.of()));
    }

    /** Adds a backend as it is written behind its address, with attributes. */
    void backend(String name, InetSocketAddress at, String attributes) {
        destinations.add(BackendAddress.parse(name + "=" + HostPort.format(at) + "," + attributes)
                .destination(destinations.size(), at));
    }

    void backend(String name, InetSocketAddress at, int weight) {
        destinations.add(new Destination(new Backend(destinations.size(), name, weight), at));
    }

    /** Other settings than the defaults, as they are written in the configuration. */
    void change(String written) {
        changes = written;
    }

    /** Who is told what it does. */
    void observe(BalancerObserver told) {
        observer = told;
    }

    /** Where it listens, when it is not at the IPv4 loopback. */
    void listenAt(InetAddress other) {
        host = other;
    }

    public void start() {
        start(CONNECT_TIMEOUT);
    }

    public void start(Duration connectTimeout) {
        InetSocketAddress free = new InetSocketAddress(host, 0);
        TestProbe<Balancer.Started> started = kit.createTestProbe();
        balancer = kit.spawn(Balancer.create(settings(free, connectTimeout), observer, started.getRef()));
        address = (InetSocketAddress) started.expectMessageClass(Balancer.Listening.class, STARTS_WITHIN)
                .address();
    }

    /** Tries to start another balancer where this one listens, and returns why it cannot. */
    String startOnTheSamePort() {
        TestProbe<Balancer.Started> started = kit.createTestProbe();
        ActorRef<BalancerMessage> second =
                kit.spawn(Balancer.create(settings(address, CONNECT_TIMEOUT), BalancerObserver.NONE, started.getRef()));
        String reason = started.expectMessageClass(Balancer.NotStarted.class, STARTS_WITHIN)
                .reason();
        started.expectTerminated(second, STOPS_WITHIN);
        return reason;
    }

    /** What it answers to an operator. */
    ControlReply operate(ControlCommand command) {
        TestProbe<ControlReply> reply = kit.createTestProbe();
        balancer.tell(new Operations.Operate(command, Audit.Caller.SIGNAL, reply.getRef()));
        ControlReply answer = reply.receiveMessage(STARTS_WITHIN);
        reply.stop();
        return answer;
    }

    /** Has it do what it is not to refuse. */
    void does(ControlCommand command) {
        assertThat(operate(command)).isInstanceOf(ControlReply.Done.class);
    }

    void state(String backend, AdminState wanted) {
        does(new ControlCommand.SetState(backend, wanted));
    }

    /** Adds a backend to the balancer that runs: one that serves when no other can. */
    void addBackup(String name) throws IOException {
        EchoServer server = opened(new EchoServer(name));
        does(new ControlCommand.AddBackend(
                new Destination(new Backend(0, name, 1), server.address(), true, BackendPool.ENDLESS)));
    }

    /** A backend as the balancer sees it. */
    ControlReply.BackendView view(String name) {
        return ((ControlReply.Backends) operate(new ControlCommand.GetBackends()))
                .backends().stream()
                        .filter(backend -> backend.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    ControlReply.Status status() {
        return (ControlReply.Status) operate(new ControlCommand.GetStatus());
    }

    /** Stops the balancer, if it runs, and waits until it has; then the log is complete. */
    public void stop() {
        if (balancer != null) {
            balancer.tell(Balancer.Stop.INSTANCE);
            kit.createTestProbe().expectTerminated(balancer, STOPS_WITHIN);
            balancer = null;
        }
    }

    /** Stops and closes everything; no socket may be left. */
    void end() throws Exception {
        stop();
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        SocketTable.awaitOpenHere(socketsBefore);
    }

    public InetSocketAddress address() {
        return address;
    }

    public AccessLogFiles log() {
        return log;
    }

    /** A client that is connected to the balancer, if not to a backend. */
    public ScriptedPeer client() throws IOException {
        return opened(ScriptedPeer.connect(address, 0));
    }

    public ServedClient connect() throws Exception {
        return connect(1).get(0);
    }

    /** That many clients, from several threads at once, each greeted by its backend; they stay connected. */
    public List<ServedClient> connect(int count) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(count, THREADS));
        try {
            List<Callable<ServedClient>> connecting = Collections.nCopies(count, () -> {
                ScriptedPeer peer = ScriptedPeer.connect(address, 0);
                return new ServedClient(peer, peer.readLine());
            });
            List<ServedClient> clients = new ArrayList<>();
            for (Future<ServedClient> client : threads.invokeAll(connecting)) {
                clients.add(client.get());
                opened(client.get().peer());
            }
            return clients;
        } finally {
            threads.shutdown();
        }
    }

    /** How many of the clients each backend serves. */
    static Map<String, Long> shares(List<ServedClient> clients) {
        return clients.stream().collect(Collectors.groupingBy(ServedClient::backend, Collectors.counting()));
    }

    <T extends AutoCloseable> T opened(T socket) {
        opened.push(socket);
        return socket;
    }

    private BalancerSettings settings(InetSocketAddress listen, Duration connectTimeout) {
        AccessLogSettings accessLog = SampleSettings.accessLog(log.folder(), true, true, true, LOG_QUEUE);
        RouterSettings routing = SampleSettings.routing("policy.name = " + POLICY + ", seed = " + SEED
                + ", connect-timeout = " + connectTimeout.toMillis() + "ms\n" + changes);
        BalancerSettings changed = SampleSettings.balancer(changes);
        ListenerOptions options = new ListenerOptions(
                listener.backlog(),
                listener.loops(),
                listener.clientsSpeakFirst(),
                changed.listener().proxyProtocol(),
                changed.listener().tls(),
                changed.listener().unixSockets());
        return new BalancerSettings(
                listen,
                destinations,
                routing,
                PlaneKind.named(dataPlane),
                options,
                changed.sniRouting(),
                changed.maxConnections(),
                accessLog,
                null);
    }
}
