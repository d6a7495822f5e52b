package io.giliran.balancer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.giliran.balancer.BalancerSettings.AccessLogSettings;
import io.giliran.policy.Backend;
import io.giliran.settings.HostPort;
import io.giliran.transport.Await;
import io.giliran.transport.DataPlanes;
import io.giliran.transport.RefusingPort;
import io.giliran.transport.ScriptedPeer;
import io.giliran.transport.SilentPort;
import io.giliran.transport.SocketTable;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole balancer over real sockets, on every data plane: who is served by whom, and what the log says of it. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dataPlanes")
final class BalancerIT {
    private static final ActorTestKit KIT = ActorTestKit.create("balancer", ConfigFactory.load());
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(10);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(20);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SHORT_CONNECT_TIMEOUT = Duration.ofMillis(250);
    private static final int THREADS = 16;
    private static final int BACKLOG = 4096;
    private static final int SEED = 1;
    /** The client's, and both legs of the balancer. */
    private static final int SOCKETS_OF_A_CONNECTION = 3;

    private static final int LOG_QUEUE = 1024;
    private static final int ANSWERS_WITHIN_MILLIS = 20_000;
    private static final String TCPLOG = "balancer.log";
    private static final String JSON = "balancer.jsonl";
    private static final Optional<Path> HALOG = Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "halog"))
            .filter(Files::isExecutable)
            .findFirst();
    private static final Pattern LINE =
            Pattern.compile("[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d localhost giliran\\[\\d+]:"
                    + " (?<client>\\S+) \\[[^]]+] balancer backends/(?<backend>\\S+) 0/(?<connect>-?\\d+)/(?<total>\\d+)"
                    + " (?<bytes>\\d+)"
                    + " (?<code>\\S\\S) \\d+/\\d+/\\d+/\\d+/[+]?(?<retries>\\d+) 0/0");

    @Parameter
    private String dataPlane;

    @TempDir
    private Path logs;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<Destination> destinations = new ArrayList<>();
    private int socketsBefore;
    private ActorRef<Balancer.Command> balancer;
    private InetSocketAddress address;

    static Stream<String> dataPlanes() {
        return DataPlanes.names().stream();
    }

    @AfterAll
    static void stopSystem() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void countSockets() throws Exception {
        new RefusingPort().close(); // The first socket of a JVM opens another one that stays.
        socketsBefore = SocketTable.openHere();
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        stop();
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        SocketTable.awaitOpenHere(socketsBefore);
    }

    @Test
    void threeHundredParallelClientsAreSharedExactly() throws Exception {
        server("b1");
        server("b2");
        server("b3");
        balance();

        assertThat(shares(connect(300))).isEqualTo(Map.of("b1", 100L, "b2", 100L, "b3", 100L));
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 7", "4, 25", "7, 11"})
    void anyMultipleOfTheBackendsIsSharedExactly(int backends, long times) throws Exception {
        for (int i = 0; i < backends; i++) {
            server("b" + i);
        }
        balance();

        assertThat(shares(connect(backends * (int) times)))
                .hasSize(backends)
                .allSatisfy((backend, share) -> assertThat(share).isEqualTo(times));
    }

    /** nginx-tests, stream_upstream.t. */
    @Test
    void sharesFollowTheWeights() throws Exception {
        server("light", 1);
        server("heavy", 2);
        balance();

        assertThat(shares(connect(30))).isEqualTo(Map.of("light", 10L, "heavy", 20L));
    }

    /** nginx-tests, stream_upstream.t: a server that refuses stands beside two that serve, clients come one by one. */
    @Test
    void theTurnsOfADeadBackendSpreadEvenly() throws Exception {
        server("b1");
        refusing("dead");
        server("b2");
        balance();

        List<Served> clients = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            clients.addAll(connect(1));
        }

        assertThat(shares(clients)).isEqualTo(Map.of("b1", 15L, "b2", 15L));
        stop();
        List<List<String>> attempts = json().stream().map(BalancerIT::attempts).toList();
        assertThat(attempts).hasSize(30).allSatisfy(tried -> assertThat(tried).doesNotHaveDuplicates());
        assertThat(attempts).filteredOn(tried -> tried.contains("dead")).hasSize(10);
    }

    @Test
    void noneOfManyParallelClientsFailsBecauseOfADeadBackend() throws Exception {
        server("b1");
        refusing("dead");
        server("b2");
        balance();

        Map<String, Long> shares = shares(connect(300));

        // Had one neighbour all turns of the dead one, it would serve 200.
        assertThat(shares)
                .hasSize(2)
                .allSatisfy((backend, share) -> assertThat(share).isBetween(130L, 170L));
        stop();
        assertThat(json())
                .hasSize(300)
                .allSatisfy(line ->
                        assertThat(attempts(line)).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(2));
    }

    @Test
    void aClientIsClosedWhenNoBackendCanBeConnected() throws Exception {
        refusing("b1");
        refusing("b2");
        refusing("b3");
        balance();

        ScriptedPeer client = client();
        client.send("hello\n");
        client.expectEnd();

        awaitLogged(1);
        assertLogged(client, "<NOSRV>", 0, "SC", 2);
        assertThat(json().get(0).path("termination").textValue()).isEqualTo("SC");
        assertThat(attempts(json().get(0))).containsExactlyInAnyOrder("b1", "b2", "b3");
    }

    @Test
    void aBackendThatDoesNotAnswerIsPassedOver() throws Exception {
        silent("silent");
        server("b1");
        balance(SHORT_CONNECT_TIMEOUT);

        assertThat(shares(connect(4))).isEqualTo(Map.of("b1", 4L));

        stop();
        assertThat(json())
                .filteredOn(line -> line.path("attempts").size() == 2)
                .hasSize(2)
                .allSatisfy(line -> {
                    assertThat(attempts(line)).containsExactly("silent", "b1");
                    assertThat(line.at("/attempts/0/failure").textValue()).isEqualTo("timeout");
                    assertThat(line.at("/attempts/0/ns").longValue()).isGreaterThan(200_000_000L);
                });
    }

    @Test
    void onlyTheConnectionsOfAKilledBackendSuffer() throws Exception {
        server("b1");
        EchoServer doomed = server("b2");
        server("b3");
        balance();
        List<Served> before = connect(30);

        doomed.close();

        for (Served client : before) {
            if (client.backend.equals("b2")) {
                client.peer.expectReset();
            } else {
                client.peer.send("still there?");
                client.peer.expect("still there?");
            }
        }
        List<Served> after = connect(30);
        assertThat(shares(after)).containsOnlyKeys("b1", "b3");
        for (Served client : after) {
            client.peer.finish();
            client.peer.expectEnd();
        }
        for (Served client : before) {
            if (!client.backend.equals("b2")) {
                client.peer.finish();
                client.peer.expectEnd();
            }
        }
        awaitLogged(60);
        for (Served client : before) {
            String code = client.backend.equals("b2") ? "SD" : "--";
            assertThat(log().get(client.name()))
                    .extracting(LogLine::backend, LogLine::code)
                    .containsExactly(client.backend, code);
        }
        for (Served client : after) {
            assertThat(log().get(client.name()).code).isEqualTo("--");
        }
    }

    /** printf 'hello\n' | nc -N, and nginx-tests, stream_proxy_half_close.t. */
    @Test
    void aClientThatHasFinishedStillGetsItsAnswer() throws Exception {
        server("b1");
        balance();

        ScriptedPeer client = client();
        client.send("hello\n");
        client.finish();

        assertThat(client.readLine()).isEqualTo("b1");
        assertThat(client.readLine()).isEqualTo("hello");
        client.expectEnd();
        awaitLogged(1);
        assertThat(json().get(0).path("bytes_in").longValue()).isEqualTo("hello\n".length());
        assertThat(json().get(0).path("bytes_out").longValue()).isEqualTo("b1\nhello\n".length());
    }

    @Test
    void theLogTellsHowEachConnectionEnded() throws Exception {
        EchoServer server = server("b1");
        balance();
        Served finishing = connect(1).get(0);
        Served resetting = connect(1).get(0);
        Served cut = connect(1).get(0);

        finishing.peer.send("x".repeat(100));
        finishing.peer.expect("x".repeat(100));
        finishing.peer.finish();
        finishing.peer.expectEnd();
        resetting.peer.send("y");
        resetting.peer.expect("y");
        resetting.peer.reset();
        awaitLogged(2);
        server.close();
        cut.peer.expectReset();
        ScriptedPeer late = client();
        late.expectEnd();
        awaitLogged(4);

        assertLogged(finishing.peer, "b1", 103, "--", 0);
        assertLogged(resetting.peer, "b1", 4, "CD", 0);
        assertLogged(cut.peer, "b1", 3, "SD", 0);
        assertLogged(late, "<NOSRV>", 0, "SC", 0);
    }

    @Test
    void theLogTellsThatNoBackendAnswered() throws Exception {
        silent("silent");
        balance(SHORT_CONNECT_TIMEOUT);

        ScriptedPeer client = client();
        client.expectEnd();

        awaitLogged(1);
        assertLogged(client, "<NOSRV>", 0, "sC", 0);
    }

    @Test
    void theLogTellsWhoGaveUpWhileConnecting() throws Exception {
        silent("silent");
        balance();
        int sockets = SocketTable.openHere();
        ScriptedPeer impatient = client();
        ScriptedPeer cut = client();
        SocketTable.awaitOpenHere(sockets + 2 * SOCKETS_OF_A_CONNECTION);

        impatient.reset();
        awaitLogged(1);
        stop();

        cut.expectReset();
        assertLogged(impatient, "<NOSRV>", 0, "CC", 0);
        assertLogged(cut, "<NOSRV>", 0, "KC", 0);
    }

    @Test
    void bothLogsTellTheSameOfEveryConnection() throws Exception {
        server("b1");
        refusing("dead");
        server("b2");
        balance();
        List<Served> clients = connect(40);
        for (Served client : clients) {
            client.peer.finish();
            client.peer.expectEnd();
        }
        awaitLogged(40);

        Map<String, LogLine> log = log();
        Map<String, JsonNode> json = json().stream()
                .collect(Collectors.toMap(line -> line.path("client").textValue(), line -> line));
        assertThat(json).hasSize(40);
        for (Served client : clients) {
            JsonNode line = json.get(client.name());
            assertThat(line.path("backend").textValue()).isEqualTo(client.backend);
            assertThat(line.path("listener").textValue()).isEqualTo(HostPort.format(address));
            assertThat(line.path("policy").textValue()).isEqualTo("round-robin");
            assertThat(line.path("first_byte_ns").longValue()).isPositive();
            LogLine same = new LogLine(
                    client.backend,
                    line.path("connect_ns").longValue() / 1_000_000,
                    line.path("total_ns").longValue() / 1_000_000,
                    line.path("bytes_out").longValue(),
                    line.path("termination").textValue(),
                    line.path("attempts").size() - 1);
            assertThat(log.get(client.name())).isEqualTo(same);
        }
    }

    @Test
    void halogReadsTheLog() throws Exception {
        assumeTrue(HALOG.isPresent(), "no halog here; Debian has it in the package haproxy");
        EchoServer server = server("b1");
        balance();
        List<Served> clients = connect(10);
        for (Served client : clients) {
            client.peer.finish();
            client.peer.expectEnd();
        }
        connect(1).get(0).peer.reset();
        Served cut = connect(1).get(0);
        server.close();
        cut.peer.expectReset();
        client().expectEnd();
        awaitLogged(13);

        // halog is made for HTTP; of a tcplog line it can judge the date of accepting: time, its ms, a gap, a count.
        String read = halog("-ac", "1");

        assertThat(read).contains("13 lines in", " 0 parsing errors");
        assertThat(read.lines()
                        .filter(line -> line.matches("[\\d:.]+ \\d+ \\d+ \\d+"))
                        .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum())
                .isEqualTo(13);
    }

    @Test
    void fiveThousandClientsAtOnce() throws Exception {
        int count = 5_000;
        backend("b1", opened(new BackendProcess("b1")).address(), 1);
        backend("b2", opened(new BackendProcess("b2")).address(), 1);
        balance();
        int sockets = SocketTable.openHere();

        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(opened(new Socket(address.getAddress(), address.getPort())));
            clients.get(i).setSoTimeout(ANSWERS_WITHIN_MILLIS);
        }
        for (int i = 0; i < count; i++) {
            clients.get(i).getOutputStream().write(("hello " + i + "\n").getBytes(UTF_8));
        }
        Map<String, Integer> answers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String answer =
                    new BufferedReader(new InputStreamReader(clients.get(i).getInputStream(), UTF_8), 64).readLine();
            assertThat(answer).endsWith(" hello " + i);
            answers.merge(answer.substring(0, 2), 1, Integer::sum);
        }
        assertThat(SocketTable.openHere()).isEqualTo(sockets + SOCKETS_OF_A_CONNECTION * count);
        for (Socket client : clients) {
            client.close();
        }

        assertThat(answers).isEqualTo(Map.of("b1", count / 2, "b2", count / 2));
        SocketTable.awaitOpenHere(sockets);
        awaitLogged(count);
        assertThat(log())
                .hasSize(count)
                .allSatisfy((client, line) -> assertThat(line.code).isEqualTo("--"));
    }

    @Test
    void stoppingCutsWhatIsConnectedAndFreesThePort() throws Exception {
        server("b1");
        server("b2");
        balance();
        List<Served> clients = connect(20);

        stop();

        for (Served client : clients) {
            client.peer.expectReset();
        }
        assertThat(log())
                .hasSize(20)
                .allSatisfy((client, line) -> assertThat(line.code).isEqualTo("KD"));
        assertThatThrownBy(this::client).isInstanceOf(ConnectException.class);
        new ServerSocket(address.getPort(), 1, address.getAddress()).close();
    }

    @Test
    void aPortInUseIsToldInOneLine() throws Exception {
        server("b1");
        balance();
        InetSocketAddress taken = address;

        TestProbe<Balancer.Started> started = KIT.createTestProbe();
        ActorRef<Balancer.Command> second =
                KIT.spawn(Balancer.create(settings(taken, CONNECT_TIMEOUT), started.getRef()));

        Balancer.NotStarted answer = started.expectMessageClass(Balancer.NotStarted.class, STARTS_WITHIN);
        assertThat(answer.reason())
                .contains(HostPort.format(taken), "the port is in use")
                .doesNotContain("\n");
        started.expectTerminated(second, STOPS_WITHIN);
        assertThat(connect(1).get(0).backend).isEqualTo("b1");
    }

    private EchoServer server(String name) throws Exception {
        return server(name, 1);
    }

    private EchoServer server(String name, int weight) throws Exception {
        EchoServer server = opened(new EchoServer(name));
        backend(name, server.address(), weight);
        return server;
    }

    private void refusing(String name) throws Exception {
        backend(name, opened(new RefusingPort()).address(), 1);
    }

    private void silent(String name) throws Exception {
        backend(name, opened(new SilentPort()).address(), 1);
    }

    private void backend(String name, InetSocketAddress at, int weight) {
        destinations.add(new Destination(new Backend(destinations.size(), name, weight), at));
    }

    private void balance() {
        balance(CONNECT_TIMEOUT);
    }

    private void balance(Duration connectTimeout) {
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        TestProbe<Balancer.Started> started = KIT.createTestProbe();
        balancer = KIT.spawn(Balancer.create(settings(free, connectTimeout), started.getRef()));
        address = started.expectMessageClass(Balancer.Listening.class, STARTS_WITHIN)
                .address();
    }

    private BalancerSettings settings(InetSocketAddress listen, Duration connectTimeout) {
        AccessLogSettings log = new AccessLogSettings(logs, true, true, LOG_QUEUE);
        return new BalancerSettings(listen, destinations, "round-robin", dataPlane, BACKLOG, connectTimeout, SEED, log);
    }

    /** Stops the balancer, if it runs, and waits until it has; then the log is complete. */
    private void stop() {
        if (balancer != null) {
            balancer.tell(Balancer.Stop.INSTANCE);
            KIT.createTestProbe().expectTerminated(balancer, STOPS_WITHIN);
            balancer = null;
        }
    }

    private ScriptedPeer client() throws IOException {
        return opened(ScriptedPeer.connect(address, 0));
    }

    /** That many clients, from several threads at once, each greeted by its backend; they stay connected. */
    private List<Served> connect(int count) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(count, THREADS));
        try {
            List<Callable<Served>> connecting = Collections.nCopies(count, () -> {
                ScriptedPeer peer = ScriptedPeer.connect(address, 0);
                return new Served(peer, peer.readLine());
            });
            List<Served> served = new ArrayList<>();
            for (Future<Served> client : threads.invokeAll(connecting)) {
                served.add(client.get());
                opened(client.get().peer);
            }
            return served;
        } finally {
            threads.shutdown();
        }
    }

    private <T extends AutoCloseable> T opened(T socket) {
        opened.push(socket);
        return socket;
    }

    private static Map<String, Long> shares(List<Served> clients) {
        return clients.stream().collect(Collectors.groupingBy(Served::backend, Collectors.counting()));
    }

    /** Waits until that many connections are in both logs. */
    private void awaitLogged(int connections) throws Exception {
        Await.equal("lines of balancer.log", connections, () -> lines(TCPLOG).size());
        Await.equal("lines of balancer.jsonl", connections, () -> lines(JSON).size());
    }

    private void assertLogged(ScriptedPeer client, String backend, long bytes, String code, int retries)
            throws IOException {
        assertThat(log().get(HostPort.format(client.localAddress())))
                .extracting(LogLine::backend, LogLine::bytes, LogLine::code, LogLine::retries)
                .containsExactly(backend, bytes, code, retries);
    }

    /** The lines of balancer.log by the client's address. */
    private Map<String, LogLine> log() throws IOException {
        return lines(TCPLOG).stream()
                .map(LINE::matcher)
                .peek(line -> assertThat(line.matches()).as(line.toString()).isTrue())
                .collect(Collectors.toMap(line -> line.group("client"), LogLine::of));
    }

    private List<JsonNode> json() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> objects = new ArrayList<>();
        for (String line : lines(JSON)) {
            objects.add(mapper.readTree(line));
        }
        return objects;
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(logs.resolve(file));
    }

    /** What halog says of balancer.log, on stdout and stderr. */
    private String halog(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(HALOG.orElseThrow().toString()));
        command.addAll(List.of(options));
        Process halog = new ProcessBuilder(command)
                .redirectInput(logs.resolve(TCPLOG).toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(halog.getInputStream().readAllBytes(), UTF_8);
        assertThat(halog.waitFor()).isZero();
        return said;
    }

    /** The names of the backends that were tried for a connection, in order. */
    private static List<String> attempts(JsonNode line) {
        return line.path("attempts").findValuesAsText("backend");
    }

    /** A client, and the backend that has greeted it. */
    private record Served(ScriptedPeer peer, String backend) {
        /** As the logs name it. */
        String name() {
            return HostPort.format(peer.localAddress());
        }
    }

    /** What balancer.log tells of a connection. */
    private record LogLine(String backend, long connectMillis, long totalMillis, long bytes, String code, int retries) {
        static LogLine of(Matcher line) {
            return new LogLine(
                    line.group("backend"),
                    Long.parseLong(line.group("connect")),
                    Long.parseLong(line.group("total")),
                    Long.parseLong(line.group("bytes")),
                    line.group("code"),
                    Integer.parseInt(line.group("retries")));
        }
    }
}
