package io.giliran.balancer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.ConfigFactory;
import io.giliran.CapturedLog;
import io.giliran.Program;
import io.giliran.balancer.model.BalancerMessage;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.operate.Audit;
import io.giliran.balancer.operate.ControlCommand;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.balancer.operate.Operations;
import io.giliran.balancer.reload.ReloadableSettings;
import io.giliran.balancer.reload.Reloader;
import io.giliran.settings.HostPort;
import io.giliran.transport.Await;
import io.giliran.transport.SocketTable;
import io.giliran.transport.tls.CertifiedKey;
import io.giliran.transport.tls.TestCertificates;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole balancer where its clients' TLS ends, and where that of its backends begins; with curl and openssl as peers. */
@Timeout(120)
final class TlsIT {
    private static final int ACCEPTED_A_ROUND = 64;
    private static final ActorTestKit KIT = ActorTestKit.create("tls", ConfigFactory.load());
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final CertifiedKey LOCAL = TestCertificates.LOCAL;
    private static final CertifiedKey RSA = TestCertificates.make("RSA", "rsa.example", "san=dns:rsa.example");
    private static final CertifiedKey MANY = TestCertificates.make("EC", "many", "san=dns:*.many.example");
    private static final int MIB = 1024 * 1024;

    @TempDir
    private Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private int socketsBefore;
    private volatile String written;
    private ActorRef<BalancerMessage> balancer;
    private InetSocketAddress address;

    @BeforeEach
    void prepare() throws Exception {
        new ServerSocket(0).close(); // The first socket of a JVM opens another one that stays.
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

    @AfterAll
    static void stopSystem() {
        KIT.shutdownTestKit();
    }

    @Test
    void curlMovesTwentyMebibytesEachWay() throws Exception {
        byte[] content = random(20 * MIB);
        Path sent = Files.write(folder.resolve("sent"), content);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        http.createContext("/download", exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        http.createContext("/digest", exchange -> {
            byte[] digest = sha256(exchange.getRequestBody().readAllBytes()).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, digest.length);
            exchange.getResponseBody().write(digest);
            exchange.close();
        });
        http.start();
        opened.push(() -> http.stop(0));
        start(termination("local", LOCAL), "b1=" + HostPort.format(http.getAddress()));

        Path got = folder.resolve("got");
        curl("--output", got.toString(), "https://localhost:" + address.getPort() + "/download");
        assertThat(sha256(Files.readAllBytes(got))).isEqualTo(sha256(content));
        assertThat(curl("--data-binary", "@" + sent, "https://localhost:" + address.getPort() + "/digest"))
                .isEqualTo(sha256(content));
        // Slowly: less than is in flight at once is taken at a time.
        curl("--limit-rate", "8M", "--output", got.toString(), "https://localhost:" + address.getPort() + "/download");
        assertThat(sha256(Files.readAllBytes(got))).isEqualTo(sha256(content));
        stop();

        assertThat(log()).allSatisfy(line -> {
            assertThat(line.path("termination").asText()).isEqualTo("--");
            assertThat(line.path("tls").asText()).isEqualTo("TLSv1.3");
            assertThat(line.path("sni").asText()).isEqualTo("localhost");
        });
        // Plaintext is what counts: the file and a short head.
        assertThat(log().get(0).path("bytes_out").longValue()).isBetween(20L * MIB, 20L * MIB + 1000);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost, tls1_3",
        "rsa.example, rsa.example, tls1_3",
        "RSA.example, rsa.example, tls1_2",
        "a.many.example, many, tls1_2",
        "a.b.many.example, localhost, tls1_3",
        "elsewhere.example, localhost, tls1_2",
        "-, localhost, tls1_3"
    })
    void openSslGetsTheCertificateForTheNameThatItAsksFor(String asked, String got, String version) throws Exception {
        EchoServer echo = opened(new EchoServer("b1"));
        start(termination("three", LOCAL, RSA, MANY), "b1=" + HostPort.format(echo.address()));

        List<String> command = new ArrayList<>(List.of("s_client", "-connect", HostPort.format(address)));
        command.addAll(asked.equals("-") ? List.of("-noservername") : List.of("-servername", asked));
        command.add("-" + version);
        String output = run("", "openssl", command);

        assertThat(output)
                .contains("subject=CN = " + got)
                .contains("Verification")
                .contains(version.replace("tls1_", "TLSv1."));
    }

    /** The old one has no way to say that it has finished sending, and waits; TLS 1.3 has. */
    @Test
    void aClientMayFinishAndStillGetItsAnswer() throws Exception {
        ServerSocket backend = opened(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        start(termination("local", LOCAL), "b1=127.0.0.1:" + backend.getLocalPort());
        try (Socket client = connect(LOCAL);
                Socket leg = backend.accept()) {
            client.getOutputStream().write("question".getBytes(UTF_8));
            client.shutdownOutput();
            assertThat(new String(leg.getInputStream().readAllBytes(), UTF_8)).isEqualTo("question");
            leg.getOutputStream().write("answer".getBytes(UTF_8));
            leg.shutdownOutput();
            assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                    .isEqualTo("answer");
        }
        stop();

        assertThat(log().get(0).path("termination").asText()).isEqualTo("--");
    }

    /** Java 1.2-clients close both ways at once; what they have sent arrives. */
    @Test
    void aClientOfTls12IsServedToo() throws Exception {
        EchoServer echo = opened(new EchoServer("b1"));
        start(termination("local", LOCAL), "b1=" + HostPort.format(echo.address()));
        try (Socket client = TestCertificates.client(plain(), LOCAL, "TLSv1.2")) {
            assertThat(((SSLSocket) client).getSession().getProtocol()).isEqualTo("TLSv1.2");
            assertThat(client.getInputStream().readNBytes(3)).isEqualTo("b1\n".getBytes(UTF_8));
        }
        stop();

        assertThat(log().get(0).path("tls").asText()).isEqualTo("TLSv1.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001\u0000\u0002\u0001\u0001", ""})
    void whoSpeaksNoTlsIsSentAway(String words) throws Exception {
        EchoServer echo = opened(new EchoServer("b1"));
        start(termination("local", LOCAL) + ", tls.handshake-timeout = 300ms", "b1=" + HostPort.format(echo.address()));
        try (Socket client = plain()) {
            client.getOutputStream().write(words.getBytes(UTF_8));
            client.setSoTimeout((int) PATIENCE.toMillis());
            // An alert may come, and then the end.
            client.getInputStream().readAllBytes();
        }
        stop();

        assertThat(log().get(0).path("termination").asText()).isEqualTo("PT");
        assertThat(log().get(0).path("tls_fault").asText()).startsWith("the TLS handshake has ");
    }

    /** Neither descriptors nor memory: each is told that its protocol is too old, or leaves in the middle. */
    @Test
    void aThousandFailedHandshakesLeaveNothing() throws Exception {
        EchoServer echo = opened(new EchoServer("b1"));
        start(termination("local", LOCAL) + ", tls.versions = [ 1.3 ]", "b1=" + HostPort.format(echo.address()));
        int sockets = SocketTable.openHere();
        for (int i = 0; i < 1000; i++) {
            try (Socket client = plain()) {
                client.getOutputStream()
                        .write(i % 2 == 0 ? new byte[] {22, 3, 1, 0, 50, 1} : "nonsense".getBytes(UTF_8));
                if (i % 2 == 1) {
                    client.getInputStream().readAllBytes();
                }
            }
        }
        // What was kept for their backend legs, one for each of a round, waits for the next clients.
        Await.equal("no socket is left", true, () -> SocketTable.openHere() <= sockets + ACCEPTED_A_ROUND);
        try (Socket client = connect(LOCAL)) {
            assertThat(client.getInputStream().readNBytes(3)).isEqualTo("b1\n".getBytes(UTF_8));
        }
        stop();

        assertThat(log())
                .hasSize(1001)
                .filteredOn(line -> line.path("termination").asText().equals("PT"))
                .hasSize(1000);
    }

    @Test
    void aClientHasToShowACertificate() throws Exception {
        EchoServer echo = opened(new EchoServer("b1"));
        Path authority = TestCertificates.chain(RSA, folder.resolve("clients.pem"));
        start(
                termination("local", LOCAL) + ", tls.client-ca = \"" + authority + "\"",
                "b1=" + HostPort.format(echo.address()));
        SSLContext known = TestCertificates.context(RSA, LOCAL);
        try (Socket client = TestCertificates.client(plain(), known, "localhost")) {
            assertThat(client.getInputStream().readNBytes(3)).isEqualTo("b1\n".getBytes(UTF_8));
        }
        try (Socket client = connect(LOCAL)) {
            // In TLS 1.3 the client learns only now that it was refused.
            assertThat(catchThrowable(() -> client.getInputStream().read())).hasMessageContaining("certificate");
        }
        stop();

        assertThat(log()).extracting(line -> line.path("termination").asText()).containsExactlyInAnyOrder("--", "PT");
        assertThat(log())
                .extracting(line -> line.path("client_certificate").asText())
                .contains("rsa.example");
    }

    @Test
    void aBackendIsSpokenToInTls() throws Exception {
        Process server = openSslServer(LOCAL);
        Path trust = TestCertificates.chain(LOCAL, folder.resolve("trust.pem"));
        start("backend-tls.trust = \"" + trust + "\"", "b1=localhost:" + port(server) + ",tls");

        try (Socket client = plain()) {
            client.getOutputStream().write("hello\n".getBytes(UTF_8));
            assertThat(client.getInputStream().readNBytes(6)).isEqualTo("olleh\n".getBytes(UTF_8));
        }
        stop();

        assertThat(log().get(0).path("bytes_in").longValue()).isEqualTo(6);
        assertThat(log().get(0).path("bytes_out").longValue()).isEqualTo(6);
    }

    /** Nobody vouches for it, it has another name, or it speaks no TLS: another backend serves. */
    @Test
    void aBackendThatCannotProveItsNameIsPassedOver() throws Exception {
        Process unknown = openSslServer(RSA);
        Process another = openSslServer(LOCAL);
        EchoServer clear = opened(new EchoServer("clear"));
        Path trust = TestCertificates.chain(LOCAL, folder.resolve("trust.pem"));
        String clearPort = String.valueOf(clear.address().getPort());
        start(
                "backend-tls.trust = \"" + trust + "\"",
                "unknown=localhost:" + port(unknown) + ",tls",
                "another=localhost:" + port(another) + ",tls,tls-name=rsa.example",
                "mute=localhost:" + clearPort + ",tls",
                "clear=localhost:" + clearPort);

        try (Socket client = plain()) {
            assertThat(client.getInputStream().readNBytes(6)).isEqualTo("clear\n".getBytes(UTF_8));
        }
        stop();

        JsonNode line = log().get(0);
        assertThat(line.path("backend").asText()).isEqualTo("clear");
        assertThat(line.path("attempts")).hasSize(4);
        for (int i = 0; i < 3; i++) {
            assertThat(line.path("attempts").get(i).path("failure").asText()).isEqualTo("tls");
        }
    }

    @Test
    void withoutProofAnybodyWillDo() throws Exception {
        Process unknown = openSslServer(RSA);
        start("backend-tls.verify = off", "b1=localhost:" + port(unknown) + ",tls");

        try (Socket client = plain()) {
            client.getOutputStream().write("hello\n".getBytes(UTF_8));
            assertThat(client.getInputStream().readNBytes(6)).isEqualTo("olleh\n".getBytes(UTF_8));
        }
    }

    @Test
    void checksSpeakTlsToo() throws Exception {
        int port = port(openSslServer(LOCAL));
        Path trust = TestCertificates.chain(LOCAL, folder.resolve("trust.pem"));
        start(
                "backend-tls.trust = \"" + trust + "\", health { checks = on, send = \"text:hello\\\\n\","
                        + " expect = \"text:olleh\\\\n\", initial-state = down, rise = 1, interval = 50ms,"
                        + " down-interval = 50ms, fast-interval = 50ms, panic-threshold = 0 }",
                "b1=localhost:" + port + ",tls",
                "b2=localhost:" + port + ",tls,tls-name=rsa.example");

        Await.equal("b1 is up, b2 is down", List.of("UP", "DOWN"), this::healths);
    }

    private List<String> healths() {
        TestProbe<ControlReply> reply = KIT.createTestProbe();
        balancer.tell(new Operations.Operate(new ControlCommand.GetBackends(), Audit.Caller.SIGNAL, reply.getRef()));
        ControlReply.Backends all = (ControlReply.Backends) reply.receiveMessage(PATIENCE);
        reply.stop();
        return all.backends().stream().map(backend -> backend.state().name()).toList();
    }

    /** A hundred connections live on; who comes afterwards gets the new one, and a bad one is refused. */
    @Test
    void certificatesAreReadAgainWhileConnectionsLive() throws Exception {
        EchoServer echo = opened(new EchoServer("b1"));
        start(termination("local", LOCAL), "b1=" + HostPort.format(echo.address()));
        List<Socket> before = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            before.add(opened(connect(LOCAL)));
            before.get(i).getInputStream().readNBytes(3);
        }
        CertifiedKey renewed = TestCertificates.make("EC", "localhost", "san=dns:localhost", "-validity 400");

        assertThat(reload().plan()).isEmpty();
        TestCertificates.chain(renewed, folder.resolve("local-0.pem"));
        try (CapturedLog log = CapturedLog.of(Reloader.class)) {
            Reloader.Reloaded refused = reload();
            assertThat(refused.applied()).isFalse();
            assertThat(refused.problem())
                    .contains("giliran.balancer.tls.certificates: ")
                    .endsWith(folder.resolve("local-0.key") + " is not the key of the first certificate in "
                            + folder.resolve("local-0.pem") + "; valid is the one it was made for");
            assertThat(log.warnings()).hasSize(1);
        }
        assertThat(certificateNow()).isEqualTo(LOCAL.chain().get(0));
        TestCertificates.key(renewed, folder.resolve("local-0.key"));
        Reloader.Reloaded done = reload();
        assertThat(done.applied()).isTrue();
        assertThat(done.plan())
                .containsExactly("tls.certificates " + LOCAL.description() + " becomes " + renewed.description());

        assertThat(certificateNow()).isEqualTo(renewed.chain().get(0));
        TestProbe<Reloader.Reloaded> reply = KIT.createTestProbe();
        balancer.tell(new Reloader.Rollback(false, Audit.Caller.SIGNAL, reply.getRef()));
        assertThat(reply.receiveMessage(PATIENCE).applied()).isTrue();
        assertThat(certificateNow()).isEqualTo(LOCAL.chain().get(0));
        for (Socket client : before) {
            client.getOutputStream().write("still here\n".getBytes(UTF_8));
            assertThat(client.getInputStream().readNBytes(11)).isEqualTo("still here\n".getBytes(UTF_8));
        }
    }

    private X509Certificate certificateNow() throws Exception {
        try (Socket socket = plain();
                Socket client = TestCertificates.client(socket, anybody(), "localhost")) {
            return (X509Certificate) ((SSLSocket) client).getSession().getPeerCertificates()[0];
        }
    }

    private static SSLContext anybody() throws Exception {
        return TestCertificates.credulous();
    }

    // What it takes

    private String termination(String name, CertifiedKey... certificates) throws Exception {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < certificates.length; i++) {
            Path chain = TestCertificates.chain(certificates[i], folder.resolve(name + "-" + i + ".pem"));
            Path key = TestCertificates.key(certificates[i], folder.resolve(name + "-" + i + ".key"));
            pairs.append("{ chain = \"")
                    .append(chain)
                    .append("\", key = \"")
                    .append(key)
                    .append("\" } ");
        }
        return "tls { termination = on, certificates = [ "
                + pairs.toString().strip().replace("} {", "}, {") + " ] }";
    }

    private void start(String settings, String... backends) throws Exception {
        written = settings + "\nbackends = [ \"" + String.join("\", \"", backends) + "\" ]\nlisten = \"127.0.0.1:0\""
                + "\naccess-log.directory = \"" + folder.resolve("logs") + "\"";
        Supplier<ReloadableSettings> source =
                () -> ReloadableSettings.from(ConfigFactory.parseString("giliran.balancer { " + written + "\n}")
                        .withFallback(ConfigFactory.defaultReference())
                        .resolve());
        TestProbe<Balancer.Started> started = KIT.createTestProbe();
        balancer = KIT.spawn(Balancer.create(source.get(), source, BalancerObserver.NONE, started.getRef()));
        address = (InetSocketAddress)
                started.expectMessageClass(Balancer.Listening.class, PATIENCE).address();
    }

    private Reloader.Reloaded reload() {
        TestProbe<Reloader.Reloaded> reply = KIT.createTestProbe();
        balancer.tell(new Reloader.Reload(false, Audit.Caller.SIGNAL, reply.getRef()));
        return reply.receiveMessage(PATIENCE);
    }

    private void stop() {
        if (balancer != null) {
            balancer.tell(Balancer.Stop.INSTANCE);
            KIT.createTestProbe().expectTerminated(balancer, PATIENCE);
            balancer = null;
        }
    }

    private List<JsonNode> log() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("logs").resolve("balancer.jsonl"))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    private Socket plain() throws Exception {
        return new Socket(address.getAddress(), address.getPort());
    }

    private Socket connect(CertifiedKey trusted) throws Exception {
        return TestCertificates.client(plain(), trusted);
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        opened.push(closeable);
        return closeable;
    }

    private String curl(String... args) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("--silent", "--show-error", "--fail", "--max-time", "60", "--noproxy", "*", "--cacert"));
        command.add(folder.resolve("local-0.pem").toString());
        command.addAll(List.of(args));
        return run("", "curl", command);
    }

    /** What another program prints, once it has ended well. */
    private static String run(String input, String program, List<String> arguments) throws Exception {
        Process process =
                Program.command(program, arguments).redirectErrorStream(true).start();
        process.getOutputStream().write(input.getBytes(UTF_8));
        process.getOutputStream().close();
        String output;
        try (InputStream out = process.getInputStream()) {
            output = new String(out.readAllBytes(), UTF_8);
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    /** A server of another make that answers each line backwards, at a free port. */
    private Process openSslServer(CertifiedKey own) throws Exception {
        Path chain = TestCertificates.chain(own, Files.createTempFile(folder, "server", ".pem"));
        Path key = TestCertificates.key(own, Files.createTempFile(folder, "server", ".key"));
        Process server = Program.command(
                        "openssl",
                        "s_server",
                        "-accept",
                        "127.0.0.1:0",
                        "-rev",
                        "-cert",
                        chain.toString(),
                        "-key",
                        key.toString())
                .redirectErrorStream(true)
                .start();
        opened.push(() -> {
            server.destroy();
            server.waitFor();
        });
        return server;
    }

    private static int port(Process server) throws Exception {
        StringBuilder line = new StringBuilder();
        for (int next = server.getInputStream().read();
                ;
                next = server.getInputStream().read()) {
            assertThat(next).as(line.toString()).isNotNegative();
            line.append((char) next);
            if (next == '\n' && line.toString().startsWith("ACCEPT ")) {
                return URI.create("tcp://" + line.substring("ACCEPT ".length()).strip())
                        .getPort();
            }
            if (next == '\n') {
                line.setLength(0);
            }
        }
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new SplittableRandom(42).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
