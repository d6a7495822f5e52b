package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.giliran.CapturedLog;
import io.giliran.balancer.discovery.DnsServerForTests;
import io.giliran.balancer.model.BalancerMessage;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.operate.Audit;
import io.giliran.balancer.operate.ControlCommand;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.balancer.operate.Operations;
import io.giliran.balancer.reload.ReloadableSettings;
import io.giliran.balancer.reload.Reloader;
import io.giliran.health.AdminState;
import io.giliran.policy.Backend;
import io.giliran.settings.HostPort;
import io.giliran.transport.Await;
import io.giliran.transport.RefusingPort;
import io.giliran.transport.ScriptedPeer;
import io.giliran.transport.SocketTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reloads and discovery over real sockets, of a balancer that reads a file: no connection notices. */
@Timeout(120)
final class BalancerReloadIT {
    private static final ActorTestKit KIT = ActorTestKit.create("reload", ConfigFactory.load());
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private int socketsBefore;
    private CapturedLog log;
    private Path configuration;
    private ActorRef<BalancerMessage> balancer;
    private InetSocketAddress address;

    @BeforeEach
    void prepare() throws Exception {
        new RefusingPort().close(); // The first socket of a JVM opens another one that stays.
        socketsBefore = SocketTable.openHere();
        log = CapturedLog.ofPackage("io.giliran.balancer");
        configuration = folder.resolve("application.conf");
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        if (balancer != null) {
            balancer.tell(Balancer.Stop.INSTANCE);
            KIT.createTestProbe().expectTerminated(balancer, PATIENCE);
        }
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        log.close();
        SocketTable.awaitOpenHere(socketsBefore);
    }

    @AfterAll
    static void stopSystem() {
        KIT.shutdownTestKit();
    }

    /** b1 leaves, b2 gets weight 2, b3 moves to another address, b4 joins, and the policy is another one. */
    @Test
    void connectionsLiveThroughAReloadThatChangesEverything() throws Exception {
        String b1 = server("b1");
        String b2 = server("b2");
        String b3 = server("b3");
        String b3elsewhere = server("b3 elsewhere");
        String b4 = server("b4");
        write("", "b1=" + b1, "b2=" + b2, "b3=" + b3);
        start();
        List<ServedClient> before = connect(3);
        assertThat(served(before)).containsExactly("b1", "b2", "b3");

        write("policy.name = random, seed = 7", "b2=" + b2 + ",weight=2", "b3=" + b3elsewhere, "b4=" + b4);
        String replaced = "b3 is replaced: address " + b3 + " becomes " + b3elsewhere
                + "; the old one gets no new connections, those it has go on";
        List<String> plan = List.of(
                "b2 changes: weight 1 becomes 2",
                replaced,
                "b4 joins: " + b4 + ", weight 1",
                "b1 leaves: it gets no new connections, those it has go on",
                "policy.name round-robin becomes random",
                "seed 1 becomes 7");
        try (CapturedLog audit = CapturedLog.ofAudit()) {
            assertThat(reload(true)).isEqualTo(new Reloader.Reloaded(false, plan, ""));
            assertThat(names()).containsExactly("b1", "b2", "b3");
            assertThat(audit.infos()).isEmpty();
            assertThat(reload(false)).isEqualTo(new Reloader.Reloaded(true, plan, ""));
            assertThat(reload(false)).isEqualTo(new Reloader.Reloaded(true, List.of(), ""));
            assertThat(audit.infos())
                    .containsExactlyElementsOf(plan.stream()
                            .map(change -> "by=signal address=- token=- change=reload done=\"" + change + "\"")
                            .toList());
        }

        for (ServedClient client : before) {
            client.talk("still here\n");
        }
        assertThat(status().policy()).isEqualTo("random");
        assertThat(backends())
                .filteredOn(backend -> !backend.isLeaving())
                .extracting(ControlReply.BackendView::name, ControlReply.BackendView::weight)
                .containsExactlyInAnyOrder(tuple("b2", 2), tuple("b3", 1), tuple("b4", 1));
        assertThat(backends()).filteredOn(ControlReply.BackendView::isLeaving).hasSize(2);
        // By chance, but by always the same: 60 of 4 parts leave none of three out but with (3/4)^60 = 3e-8.
        assertThat(served(connect(60))).containsOnly("b2", "b3 elsewhere", "b4").contains("b2", "b3 elsewhere", "b4");

        for (ServedClient client : before) {
            client.leave();
        }
        awaitBackends(all -> all.stream().noneMatch(ControlReply.BackendView::isLeaving));
    }

    @Test
    void aConfigurationThatCannotBeUsedChangesNothing() throws Exception {
        String b1 = server("b1");
        write("", "b1=" + b1);
        start();
        ServedClient client = connect(1).get(0);

        write("policy.name = fastest", "b9=" + b1);
        Reloader.Reloaded refused = reload(false);
        assertThat(refused.applied()).isFalse();
        assertThat(refused.plan()).isEmpty();
        assertThat(refused.problem())
                .startsWith(
                        "application.conf: 2: giliran.balancer.policy.name = fastest is not valid; valid is one of");
        assertThat(log.warnings()).containsExactly("reload refused, all stays as it is: " + refused.problem());

        client.talk("still here\n");
        assertThat(names()).containsExactly("b1");
        assertThat(rollback(false).problem())
                .isEqualTo("there is nothing to go back to: no reload has changed anything since");
    }

    @Test
    void aReloadCanBeRolledBackOnce() throws Exception {
        String b1 = server("b1");
        String b2 = server("b2");
        write("", "b1=" + b1);
        start();
        write("policy.name = least-connections", "b2=" + b2);
        reload(false);
        ServedClient client = connect(1).get(0);
        assertThat(client.backend()).isEqualTo("b2");
        // Neither a reload that changes nothing nor a dry run costs the way back.
        reload(false);
        write("", "b1=" + b1, "b2=" + b2);
        reload(true);

        List<String> plan = List.of(
                "b1 joins: " + b1 + ", weight 1",
                "b2 leaves: it gets no new connections, those it has go on",
                "policy.name least-connections becomes round-robin");
        assertThat(rollback(true)).isEqualTo(new Reloader.Reloaded(false, plan, ""));
        assertThat(rollback(false)).isEqualTo(new Reloader.Reloaded(true, plan, ""));

        client.talk("still here\n");
        assertThat(served(connect(2))).containsExactly("b1", "b1");
        assertThat(status().policy()).isEqualTo("round-robin");
        assertThat(rollback(false).applied()).isFalse();
    }

    @Test
    void whatTheOperatorWantsStays() throws Exception {
        String b1 = server("b1");
        String b2 = server("b2");
        String moved = server("b2 elsewhere");
        write("", "b1=" + b1, "b2=" + b2);
        start();
        operate(new ControlCommand.SetWeight("b1", 9));
        operate(new ControlCommand.SetState("b2", AdminState.DRAIN));
        operate(new ControlCommand.AddBackend(new Destination(
                new Backend(0, "x", 1), HostPort.parse(server("x")).resolve())));

        // b1 stands there as before; b2 is another one, but to be drained all the same.
        write("", "b1=" + b1, "b2=" + moved);
        reload(false);

        assertThat(names()).containsExactlyInAnyOrder("b1", "b2", "x");
        assertThat(backends().stream().filter(backend -> backend.name().equals("b1")))
                .singleElement()
                .extracting(ControlReply.BackendView::weight)
                .isEqualTo(9);
        assertThat(backends().stream().filter(backend -> backend.name().equals("b2") && !backend.isLeaving()))
                .singleElement()
                .satisfies(backend -> {
                    assertThat(backend.admin()).isEqualTo(AdminState.DRAIN);
                    assertThat(backend.address()).isEqualTo(moved);
                });
    }

    /** The client that waits gets its backend, although nobody has left. */
    @Test
    void aReloadServesThoseWhoWait() throws Exception {
        String b1 = server("b1");
        write("", "b1=" + b1 + ",max-connections=1");
        start();
        connect(1);
        ScriptedPeer waiting = opened(ScriptedPeer.connect(address, 0));
        awaitStatus(status -> status.queued() == 1);

        write("", "b1=" + b1 + ",max-connections=2");
        reload(false);

        assertThat(waiting.readLine()).isEqualTo("b1");
    }

    @Test
    void howManyMayBeConnectedIsChangedInPlace() throws Exception {
        String b1 = server("b1");
        write("max-connections = 1", "b1=" + b1);
        start();
        connect(1);
        ScriptedPeer waiting = opened(ScriptedPeer.connect(address, 0));
        write("max-connections = 2", "b1=" + b1);
        assertThat(reload(false).plan()).containsExactly("max-connections 1 becomes 2");

        assertThat(waiting.readLine()).isEqualTo("b1");
    }

    @Test
    void aFileIsWatched() throws Exception {
        String b1 = server("b1");
        String b2 = server("b2");
        Path file = Files.writeString(folder.resolve("backends.txt"), "b1=" + b1 + "\n");
        write("discovery.file { path = \"" + file + "\", poll = 20ms }");
        start();
        // They are known before anybody is accepted.
        ServedClient client = connect(1).get(0);
        assertThat(client.backend()).isEqualTo("b1");

        try (CapturedLog audit = CapturedLog.ofAudit()) {
            rename("b2=" + b2 + "\n", file);
            awaitBackends(all -> all.stream().anyMatch(backend -> backend.name().equals("b2")));
            Await.equal("audited changes", 2, () -> audit.infos().size());
            assertThat(audit.infos())
                    .contains(
                            "by=discovery address=- token=- change=discovery done=\"b2 joins: " + b2 + ", weight 1\"");
        }
        client.talk("still here\n");
        assertThat(served(connect(2))).containsExactly("b2", "b2");

        rename("b1=" + b1 + "\nb2=nonsense\n", file);
        awaitWarning("discovery: " + file + ": line 2: b2=nonsense is not a backend; valid is"
                + " [NAME=]HOST:PORT[,weight=N][,max-connections=N][,send-proxy[=VERSION]][,sni=NAMES][,tls][,tls-name=HOST][,backup], for example"
                + " b1=127.0.0.1:7001,weight=2, or with unix:PATH in place of HOST:PORT; what was found before stays");
        assertThat(served(connect(2))).containsExactly("b2", "b2");

        rename("b1=" + b1 + "\nb2=" + b2 + "\n", file);
        awaitWarning("discovery: " + file + " is well again");
        awaitBackends(
                all -> all.stream().filter(backend -> !backend.isLeaving()).count() == 2);
        client.talk("still here\n");
    }

    @Test
    void namesAreLookedUpAgainAndAgain() throws Exception {
        // Two backends at one port, as DNS has no ports for hosts.
        EchoServer one = opened(new EchoServer("one"));
        int port = one.address().getPort();
        try (DnsServerForTests dns = new DnsServerForTests()) {
            dns.put("web.example", "A 127.0.0.1");
            write("discovery.dns { names = [ \"web.example:" + port + "\" ], server = \"" + dns.address()
                    + "\", interval = 20ms, timeout = 10s }");
            start();
            ServedClient client = connect(1).get(0);
            assertThat(names()).containsExactly("127.0.0.1:" + port);

            dns.fail(true);
            awaitWarning(
                    warning -> warning.startsWith("discovery: web.example:" + port + ": no answer for A of web.example")
                            && warning.endsWith("; what was found before stays"));
            assertThat(served(connect(1))).containsExactly("one");

            dns.fail(false);
            dns.put("web.example", "A 127.0.0.1", "A 127.0.0.77");
            awaitBackends(all -> all.size() == 2);
            dns.put("web.example", "A 127.0.0.77");
            awaitBackends(
                    all -> all.stream().filter(backend -> !backend.isLeaving()).count() == 1);
            assertThat(names()).containsExactly("127.0.0.77:" + port);
            client.talk("still here\n");

            // A reload that names other hosts goes through the same plan.
            dns.put("_http._tcp.example", "SRV 0 5 " + port + " one.example");
            dns.put("one.example", "A 127.0.0.1");
            write("discovery.dns { names = [ \"_http._tcp.example\" ], server = \"" + dns.address()
                    + "\", interval = 20ms, timeout = 10s }");
            assertThat(reload(false).plan())
                    .containsExactly("discovery.dns.names [web.example:" + port + "] becomes [_http._tcp.example]");
            awaitBackends(all -> all.stream()
                    .anyMatch(backend -> !backend.isLeaving()
                            && backend.name().equals("127.0.0.1:" + port)
                            && backend.weight() == 5));
            client.talk("still here\n");
        }
    }

    /** The configured backends serve, whatever becomes of those that are looked for. */
    @Test
    void aSourceThatIsNotThereDoesNotKeepItFromStarting() throws Exception {
        String b1 = server("b1");
        write("discovery.file.path = \"" + folder.resolve("none") + "\"", "b1=" + b1);
        start();

        assertThat(served(connect(1))).containsExactly("b1");
        assertThat(log.warnings())
                .containsExactly("discovery: " + folder.resolve("none")
                        + ": there is no such file; no backend is known from it");
    }

    private String server(String name) throws IOException {
        return HostPort.format(opened(new EchoServer(name)).address());
    }

    private <T extends AutoCloseable> T opened(T socket) {
        opened.push(socket);
        return socket;
    }

    private void write(String changes, String... backends) throws IOException {
        String written = backends.length == 0 ? "" : "\"" + String.join("\", \"", backends) + "\"";
        rename("giliran.balancer {\n" + changes + "\nbackends = [ " + written + " ]\n}\n", configuration);
    }

    private void rename(String text, Path file) throws IOException {
        Files.move(
                Files.writeString(folder.resolve("next"), text),
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private ReloadableSettings read() {
        return ReloadableSettings.from(ConfigFactory.parseString(
                        "giliran.balancer { listen = \"127.0.0.1:0\", access-log.directory = \"" + folder + "\" }")
                .withFallback(ConfigFactory.parseFile(configuration.toFile()))
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }

    private void start() {
        TestProbe<Balancer.Started> started = KIT.createTestProbe();
        balancer = KIT.spawn(Balancer.create(read(), this::read, BalancerObserver.NONE, started.ref()));
        address = (InetSocketAddress)
                started.expectMessageClass(Balancer.Listening.class, PATIENCE).address();
        assertThat(address.getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
    }

    private Reloader.Reloaded reload(boolean dryRun) {
        TestProbe<Reloader.Reloaded> asker = KIT.createTestProbe();
        balancer.tell(new Reloader.Reload(dryRun, Audit.Caller.SIGNAL, asker.ref()));
        return asker.receiveMessage(PATIENCE);
    }

    private Reloader.Reloaded rollback(boolean dryRun) {
        TestProbe<Reloader.Reloaded> asker = KIT.createTestProbe();
        balancer.tell(new Reloader.Rollback(dryRun, Audit.Caller.SIGNAL, asker.ref()));
        return asker.receiveMessage(PATIENCE);
    }

    private ControlReply operate(ControlCommand command) {
        TestProbe<ControlReply> asker = KIT.createTestProbe();
        balancer.tell(new Operations.Operate(command, Audit.Caller.SIGNAL, asker.ref()));
        return asker.receiveMessage(PATIENCE);
    }

    private List<ControlReply.BackendView> backends() {
        return ((ControlReply.Backends) operate(new ControlCommand.GetBackends())).backends();
    }

    private ControlReply.Status status() {
        return (ControlReply.Status) operate(new ControlCommand.GetStatus());
    }

    /** Of those that are not leaving. */
    private List<String> names() {
        return backends().stream()
                .filter(backend -> !backend.isLeaving())
                .map(ControlReply.BackendView::name)
                .toList();
    }

    private void awaitBackends(Predicate<List<ControlReply.BackendView>> condition) {
        KIT.createTestProbe().awaitAssert(PATIENCE, () -> {
            assertThat(condition.test(backends())).as("%s", backends()).isTrue();
            return null;
        });
    }

    private void awaitStatus(Predicate<ControlReply.Status> condition) {
        KIT.createTestProbe().awaitAssert(PATIENCE, () -> {
            assertThat(status()).matches(condition);
            return null;
        });
    }

    private void awaitWarning(String text) {
        awaitWarning(text::equals);
    }

    private void awaitWarning(Predicate<String> condition) {
        KIT.createTestProbe().awaitAssert(PATIENCE, () -> {
            assertThat(log.warnings()).anyMatch(condition);
            return null;
        });
    }

    private List<ServedClient> connect(int count) throws IOException {
        List<ServedClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ScriptedPeer peer = opened(ScriptedPeer.connect(address, 0));
            clients.add(new ServedClient(peer, peer.readLine()));
        }
        return clients;
    }

    private static List<String> served(List<ServedClient> clients) {
        return clients.stream().map(ServedClient::backend).toList();
    }
}
