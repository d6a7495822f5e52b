package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.cli.console.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages for bad input: one line, with the value and what is valid. */
final class BadInputTest {
    @TempDir
    private Path folder;

    private final StringWriter stderr = new StringWriter();

    @AfterEach
    void forgetTheFile() {
        System.clearProperty("config.file");
    }

    static Stream<Arguments> options() {
        return Stream.of(
                Arguments.of("demo --clients 0", "giliran.swarm.clients = 0", "from 1 to 1000000"),
                Arguments.of("demo --clients -5", "giliran.swarm.clients = -5", "from 1 to 1000000"),
                Arguments.of("demo --requests many", "giliran.swarm.requests = many", "a whole number"),
                Arguments.of("demo --policy fair", "giliran.balancer.policy.name = fair", "round-robin"),
                Arguments.of("demo --backends 0", "giliran.demo.backends = 0", "from 1 to 1000"),
                Arguments.of("demo --listen 127.0.0.1:70000", "127.0.0.1:70000", "a port from 0 to 65535"),
                Arguments.of("balancer --data-plane teleport", "data-plane = teleport", "streams"),
                Arguments.of(
                        "balancer --backend a=127.0.0.1:1 --backend a=127.0.0.1:2", "a stands there twice", "unique"),
                Arguments.of("balancer --backend a=no-such-host.invalid:80", "no-such-host.invalid", "numeric address"),
                Arguments.of("balancer --backend a=127.0.0.1:1,wight=2", "wight=2", "weight=N"),
                Arguments.of("balancer --connect-timeout soon", "connect-timeout = soon", "500ms, 5s or 2m"),
                Arguments.of("backend --name a:b", "giliran.backend.name = a:b", "1 to 64 letters"),
                Arguments.of("backend --service-time exp", "service-time = exp", "exp:10ms"),
                Arguments.of("backend --workers 0", "giliran.backend.workers = 0", "from 1 to"),
                Arguments.of("swarm --rate -3", "giliran.swarm.rate = -3", "100, 2k or 6000/min"),
                Arguments.of("swarm --payload 70KiB", "giliran.swarm.payload = 70KiB", "a size from 0 B"),
                Arguments.of("swarm --target nowhere", "giliran.swarm.target = nowhere", "HOST:PORT"),
                Arguments.of("swarm --arrivals bursts", "giliran.swarm.arrivals = bursts", "constant, poisson"),
                Arguments.of("swarm --slo p99<50", "giliran.swarm.slo: p99<50 asks for p99 of rtt", "avg, min, max"),
                Arguments.of("swarm --slo errors:rate<1%", "compares with 1%", "without a unit"),
                Arguments.of("swarm -d 5s --until p99", "giliran.swarm.until = p99", "p99±5%"),
                Arguments.of("swarm --until p99±5%", "giliran.swarm.until = p99±5%", "together with duration"),
                Arguments.of("search", "needs an SLO", "--slo 'p(99)<50'"),
                Arguments.of("search --slo p(99)<50 --rate 5", "leave out --rate", "--from"),
                Arguments.of(
                        "search --slo p(99)<50 --resolution 0", "giliran.search.resolution = 0", "from 0.001 to 1"),
                Arguments.of("search --slo p(99)<50 --from 0.01", "giliran.search.from = 0.01", "at least 0.1"),
                Arguments.of("search --slo p(99)<50 --most 5", "giliran.search.most = 5", "not below search.from"),
                Arguments.of("search --slo p(99)<50 --backends 2", "--backends 2", "--service-time"),
                Arguments.of("compare nowhere nowhere", "nowhere has no summary.json", "run directory"),
                Arguments.of("compare nowhere", "RUN_B", "--help"),
                Arguments.of("swarm --nonsense", "--nonsense", "--help"),
                Arguments.of("frobnicate", "frobnicate", "--help"));
    }

    @ParameterizedTest
    @MethodSource("options")
    void anOptionThatCannotBeUsedIsToldInOneLine(String line, String value, String valid) {
        assertThat(execute(line.split(" ", -1))).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertOneLine(value, valid);
    }

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("giliran.balancer {\n polcy = x\n}", "own.conf: 2: giliran.balancer.polcy", "policy"),
                Arguments.of("\ngiliran.swarm = 3", "own.conf: 2: giliran.swarm = 3", "clients"),
                Arguments.of("giliran.swarm.clients = [ 1 ]", "own.conf: 1: giliran.swarm.clients", "a whole number"),
                Arguments.of(
                        "giliran.balancer.backends = []", "giliran.balancer.backends = []", "at least one backend"),
                Arguments.of("akka.actor.default-dispatcher.throughput = x", "throughput", "NUMBER"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileThatCannotBeUsedIsToldInOneLineWithThePlace(String content, String value, String valid) throws Exception {
        Path file = Files.writeString(folder.resolve("own.conf"), content);
        System.setProperty("config.file", file.toString());

        assertThat(execute("demo", "--out", folder.toString())).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertOneLine(value, valid);
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        System.setProperty("config.file", folder.resolve("missing.conf").toString());

        assertThat(execute("demo")).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertOneLine("missing.conf", "a file that can be read");
    }

    @Test
    void anOutputFolderThatCannotBeWrittenIsTold() throws Exception {
        Path inTheWay = Files.writeString(folder.resolve("file"), "");

        assertThat(execute("demo", "--out", inTheWay.toString())).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertOneLine(inTheWay.toString(), "a folder that exists or can be made");
    }

    @ParameterizedTest
    @ValueSource(strings = {"balancer --out", "backend --seed 1 --name b1 --workers", "demo --out"})
    void aPortInUseEndsTheStart(String line) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String last = line.endsWith("--out") ? " " + folder : " 1";
            String listening = line + last + " --listen 127.0.0.1:" + taken.getLocalPort();

            assertThat(execute(listening.split(" ", -1))).isEqualTo(ExitCode.NOT_STARTED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "balancer", "backend", "swarm"})
    void everyRoleShowsItsConfiguration(String role) {
        assertThat(execute(role, "--show-config")).isEqualTo(ExitCode.DONE);
    }

    private int execute(String... arguments) {
        return Program.execute(new Main(), new PrintWriter(stderr), arguments);
    }

    private void assertOneLine(String value, String valid) {
        assertThat(stderr.toString().lines()).singleElement().asString().contains(value, valid);
    }
}
