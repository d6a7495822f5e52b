package io.giliran.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.giliran.ChildProgram;
import io.giliran.Program;
import io.giliran.cli.console.ExitCode;
import io.giliran.transport.Await;
import io.giliran.transport.UnixServer;
import io.giliran.transport.proxyprotocol.ProxyHeader;
import io.giliran.transport.proxyprotocol.ProxyHeaderParser;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The balancer as a process with Unix sockets on its legs, and programs that others have written at their other ends. */
@Timeout(120)
final class UnixSocketIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int INTERRUPTED = 130;
    private static final int REQUESTS = 20_000;
    private static final int CLIENTS = 20;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path listener;
    private Path backend;

    @BeforeEach
    void name() {
        listener = folder.resolve("listener.sock");
        backend = folder.resolve("backend.sock");
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Checked, on three loops; and when all is over the balancer holds nothing of it. */
    @Test
    void redisFromUnixSocketToUnixSocket() throws Exception {
        Program.need("redis-server", "redis-benchmark", "nc.openbsd", "halog");
        Files.writeString(
                folder.resolve("application.conf"),
                "giliran.balancer { loops = 3, health { checks = on, initial-state = down, interval = 50ms,"
                        + " send = \"text:PING\\r\\n\", expect = \"text:+PONG\" } }");
        startRedis();
        try (ChildProgram balancer = balancer("--backend", "redis=unix:" + backend)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(listener)))
                    .isEqualTo("rw-rw----");
            // Down until the first checks have passed.
            Await.equal(
                    "what redis says", "+PONG\r\n", () -> output("PING\r\n", "nc.openbsd", "-N", "-U", "" + listener));
            long descriptors = balancer.descriptors();

            assertThat(output(
                            "",
                            "redis-benchmark",
                            "-s",
                            "" + listener,
                            "-q",
                            "-n",
                            "" + REQUESTS,
                            "-c",
                            "" + CLIENTS,
                            "-t",
                            "set,get"))
                    .contains("SET: ", "GET: ", " requests per second")
                    .doesNotContain("Error");
            // Each on a connection of its own.
            assertThat(output(
                            "",
                            "redis-benchmark",
                            "-s",
                            "" + listener,
                            "-q",
                            "-n",
                            "2000",
                            "-c",
                            "" + CLIENTS,
                            "-k",
                            "0",
                            "-t",
                            "get"))
                    .contains("GET: ")
                    .doesNotContain("Error");

            Await.equal("open descriptors", true, () -> balancer.descriptors() <= descriptors);
            balancer.interrupt();
            assertThat(balancer.awaitExit()).isEqualTo(INTERRUPTED);
        }
        assertThat(listener).doesNotExist();
        List<String> log = Files.readAllLines(folder.resolve("logs/balancer.log"));
        assertThat(log).hasSizeGreaterThan(2000).allMatch(line -> line.contains("]: unix:1 ["));
        assertThat(log)
                .filteredOn(line -> line.contains(" balancer backends/redis "))
                .hasSizeGreaterThan(2000);
        assertThat(output(Files.readString(folder.resolve("logs/balancer.log")), "halog", "-ac", "1"))
                .contains(log.size() + " lines in", " 0 parsing errors");
        JsonNode last = lastOfJson();
        assertThat(last.path("client").textValue()).isEqualTo("unix:1");
        assertThat(last.path("listener").textValue()).isEqualTo("unix:" + listener);
        assertThat(last.path("backend_address").textValue()).isEqualTo("unix:" + backend);
        assertThat(last.path("backend_leg").textValue()).isEqualTo("unix:");
        assertThat(last.has("client_user")).isFalse();
    }

    @Test
    void curlFromAUnixSocketToTcpAndBack() throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = "x".repeat(3_000_000).getBytes(US_ASCII);
        http.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        http.start();
        Path second = folder.resolve("second.sock");
        try (ChildProgram toTcp = balancer(
                        "--backend", "web=127.0.0.1:" + http.getAddress().getPort());
                ChildProgram toUnix = new ChildProgram(
                        folder,
                        "balancer",
                        "--listen",
                        "unix:" + second,
                        "--backend",
                        "unix:" + listener,
                        "--out",
                        "other")) {
            toUnix.awaitLine("^balancer listens on unix:" + second + "$");

            String came = output("", "curl", "-sS", "--unix-socket", second.toString(), "http://localhost/");

            assertThat(came.length()).isEqualTo(page.length);
            toUnix.interrupt();
            toTcp.interrupt();
            assertThat(toUnix.awaitExit()).isEqualTo(INTERRUPTED);
            assertThat(toTcp.awaitExit()).isEqualTo(INTERRUPTED);
        } finally {
            http.stop(0);
        }
        assertThat(Files.readString(folder.resolve("other/balancer.log"))).contains(" backends/listener.sock 0/");
    }

    @Test
    void theUserOfAClientIsLogged() throws Exception {
        Files.writeString(
                folder.resolve("application.conf"), "giliran.balancer.unix-sockets { users = on, mode = 600 }");
        startRedis();
        try (ChildProgram balancer = balancer("--backend", "redis=unix:" + backend)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(listener)))
                    .isEqualTo("rw-------");
            assertThat(output("PING\r\n", "nc.openbsd", "-N", "-U", "" + listener))
                    .isEqualTo("+PONG\r\n");
            balancer.interrupt();
            balancer.awaitExit();
        }
        assertThat(lastOfJson().path("client_user").textValue())
                .isEqualTo(Files.getOwner(folder).getName());
        assertThat(lastOfJson().path("client_group").textValue()).isNotEmpty();
    }

    @Test
    void aSocketInUseIsOneLineAndOneLeftBehindIsReplaced() throws Exception {
        try (ChildProgram first = balancer("--backend", "redis=unix:" + backend)) {
            try (ChildProgram second = new ChildProgram(folder, "balancer", "--listen", "unix:" + listener)) {
                assertThat(second.awaitExit()).isEqualTo(ExitCode.NOT_STARTED);
                assertThat(second.err())
                        .isEqualTo("giliran: cannot listen on unix:" + listener + ": the socket is in use, somebody"
                                + " listens there; choose another path with --listen unix:PATH\n");
            }
            first.kill();
        }
        assertThat(listener).exists();

        try (ChildProgram next = balancer("--backend", "redis=unix:" + backend)) {
            startRedis();
            assertThat(output("PING\r\n", "nc.openbsd", "-N", "-U", "" + listener))
                    .isEqualTo("+PONG\r\n");
            next.interrupt();
            assertThat(next.awaitExit()).isEqualTo(INTERRUPTED);
        }
        assertThat(listener).doesNotExist();
    }

    @Test
    void aBackendIsToldByWhichSocketItsClientHasCome() throws Exception {
        try (UnixServer server = new UnixServer(backend, 10);
                ChildProgram balancer = balancer("--backend", "b1=unix:" + backend + ",send-proxy=v2");
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(listener))) {
            server.setSoTimeout(20_000);
            try (Socket leg = server.accept()) {
                ProxyHeader header = header(leg);

                assertThat(header.family()).isEqualTo(ProxyHeader.Family.UNIX);
                assertThat(header.source()).hasToString("");
                assertThat(header.destination()).hasToString(listener.toString());
                assertThat(header.uniqueId()).isNotEmpty();
                client.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
                assertThat(leg.getInputStream().readNBytes(5))
                        .asString(US_ASCII)
                        .isEqualTo("hello");
            }
            balancer.interrupt();
            balancer.awaitExit();
        }
    }

    /** The header says who the client is; then it is a client of TCP everywhere. */
    @Test
    void aProxyThatComesByAUnixSocketMayBeTrusted() throws Exception {
        Files.writeString(
                folder.resolve("application.conf"),
                "giliran.balancer.proxy-protocol { accept = any, trusted = [ unix ] }");
        try (UnixServer server = new UnixServer(backend, 10);
                ChildProgram balancer = balancer("--backend", "b1=unix:" + backend + ",send-proxy=v2");
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(listener))) {
            server.setSoTimeout(20_000);
            client.write(ByteBuffer.wrap("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\nhi".getBytes(US_ASCII)));
            try (Socket leg = server.accept()) {
                ProxyHeader header = header(leg);

                assertThat(header.source()).isEqualTo(new InetSocketAddress("192.0.2.1", 56_324));
                assertThat(header.destination()).isEqualTo(new InetSocketAddress("198.51.100.2", 443));
                assertThat(leg.getInputStream().readNBytes(2))
                        .asString(US_ASCII)
                        .isEqualTo("hi");
            }
            client.close();
            balancer.interrupt();
            balancer.awaitExit();
        }
        assertThat(lastOfJson().path("client").textValue()).isEqualTo("192.0.2.1:56324");
        assertThat(lastOfJson().path("proxied_by").textValue()).isEqualTo("unix:1");
    }

    private ChildProgram balancer(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("balancer", "--listen", "unix:" + listener));
        all.addAll(List.of(options));
        ChildProgram balancer = new ChildProgram(folder, all.toArray(String[]::new));
        balancer.awaitLine("^balancer listens on unix:" + listener + "$");
        return balancer;
    }

    private void startRedis() throws Exception {
        started.add(Program.command(
                        "redis-server",
                        "--port",
                        "0",
                        "--unixsocket",
                        backend.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "no")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
        Await.equal("redis listens", true, () -> Files.exists(backend));
    }

    /** What the program says to that input; it has to end well. */
    private String output(String input, String program, String... arguments) throws IOException, InterruptedException {
        Path given = Files.writeString(folder.resolve("input"), input);
        Process process = Program.command(program, arguments)
                .redirectInput(given.toFile())
                .redirectErrorStream(true)
                .start();
        started.add(process);
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static ProxyHeader header(Socket leg) throws IOException {
        leg.setSoTimeout(20_000);
        ProxyHeaderParser parser = new ProxyHeaderParser(EnumSet.of(ProxyVersion.V2), 4096);
        while (true) {
            ProxyHeaderResult result =
                    parser.offer(ByteBuffer.wrap(leg.getInputStream().readNBytes(1)));
            if (result instanceof ProxyHeaderResult.Done done) {
                return done.header();
            }
            assertThat(result).isNotInstanceOf(ProxyHeaderResult.Invalid.class);
        }
    }

    private JsonNode lastOfJson() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("logs/balancer.jsonl"));
        return JSON.readTree(lines.get(lines.size() - 1));
    }
}
