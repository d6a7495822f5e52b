package io.giliran.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.giliran.CapturedLog;
import io.giliran.LineServer;
import io.giliran.admin.AdminUnderTest;
import io.giliran.cli.Cli;
import io.giliran.transport.Await;
import io.giliran.transport.RefusingPort;
import io.giliran.transport.ScriptedPeer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code giliran ctl} against a balancer that works. */
@Timeout(60)
final class CtlCommandTest {
    private static final ActorTestKit KIT = ActorTestKit.create("ctl", ConfigFactory.load());

    @TempDir
    private Path logs;

    private CapturedLog log;
    private AdminUnderTest balancer;

    @BeforeEach
    void start() throws Exception {
        log = CapturedLog.ofPackage("io.giliran.balancer");
        balancer = new AdminUnderTest(KIT, logs, "giliran.admin.token = s3cret").listening();
    }

    @AfterEach
    void stop() throws Exception {
        balancer.close();
        log.close();
    }

    @AfterAll
    static void stopSystem() {
        KIT.shutdownTestKit();
    }

    @Test
    void showsTheBalancer() {
        assertThat(done("status").out())
                .containsPattern("policy +round-robin\n")
                .containsPattern("accepted +0\n")
                .containsPattern("panic +no\n")
                .containsPattern("router +running\n");
    }

    @Test
    void showsBackendsAsATable() throws Exception {
        balancer.client("b1");

        String table = done("backends").out();

        assertThat(table.lines().map(line -> line.split(" +")[0])).containsExactly("BACKEND", "b1", "b2");
        assertThat(table.lines().skip(1))
                .first()
                .asString()
                .matches("b1 .* 1 +1 +any +1 +ready +up +yes +configuration  UP.*");
    }

    @Test
    void showsWhatTheApiSaysAsJson() throws Exception {
        assertThat(new ObjectMapper().readTree(done("backends", "--json").out()).get("backends"))
                .hasSize(2);
    }

    @Test
    void showsConnectionsAndWhy() throws Exception {
        balancer.client("b1");
        assertThat(done("explain", "on").out()).isEqualTo("picks are explained\n");
        balancer.client("b2");

        assertThat(done("connections").out()).contains("2 of 2 connections\n");
        assertThat(done("connections", "--backend", "b2", "--limit", "1").out())
                .contains("1 of 1 connection\n")
                .doesNotContain("b1");
        assertThat(done("connection", "1").out()).contains("backend     b1\n", "picked      not explained");
        assertThat(done("connection", "2").out()).contains("picked by   ", "candidate   b2 ");
        assertThat(done("explain", "off").out()).isEqualTo("picks are not explained\n");
    }

    @Test
    void showsServerNamesWhereThereAreAny() throws Exception {
        assertThat(done("backends").out()).doesNotContain("SNI");
        balancer.close();
        balancer = new AdminUnderTest(KIT, logs, "giliran { admin.token = s3cret, balancer.sni.routing = on }")
                .listening();
        done("add", "b3=127.0.0.1:7003,sni=b.example|a.example");
        done("explain", "on");
        balancer.clientAskingFor("c.example");
        Await.equal("one connection", true, () -> done("connections").out().contains("1 of 1 connection"));

        assertThat(done("backends").out().lines().map(line -> line.replaceAll(".*(FROM|configuration|operator) +", "")))
                .containsExactly(
                        "SNI                  WHY",
                        "*                    UP, not checked",
                        "*                    UP, not checked",
                        "a.example|b.example  UP, not checked");
        assertThat(done("connections").out().lines().map(line -> line.replaceAll(".*  ", "")))
                .containsExactly("SNI", "c.example", "1 of 1 connection");
        assertThat(done("connection", "1").out()).contains("server name  c.example\n", "route        *\n");
    }

    @Test
    void cutsAConnection() throws Exception {
        ScriptedPeer client = balancer.client("b1");

        assertThat(done("cut", "1").out()).isEqualTo("connection 1 is cut\n");

        client.expectReset();
    }

    @Test
    void changesABackend() {
        assertThat(row(done("state", "b1", "drain"))).contains(" drain ", "  drained, as asked");
        assertThat(row(done("weight", "b1", "7"))).contains(" 7 ");
        assertThat(row(done("max-connections", "b1", "55"))).contains(" 55 ");
        assertThat(row(done("max-connections", "b1", "off"))).contains(" any ");
    }

    @Test
    void addsAndRemovesABackend() throws Exception {
        try (LineServer third = LineServer.answering("b3")) {
            // Without a name it is called by its address, which has to be encoded in a path.
            assertThat(row(done("add", third.target() + ",weight=3"))).startsWith(third.target());
            assertThat(done("remove", third.target()).out()).isEqualTo(third.target() + " leaves\n");
        }
        assertThat(done("remove", "b2", "--cut").out()).isEqualTo("b2 leaves\n");
    }

    @Test
    void changesPolicyAndLogLevelAndRebalances() {
        assertThat(done("policy", "p2c").out()).isEqualTo("the policy is p2c\n");
        assertThat(done("rebalance", "--per-second", "5", "--least-idle", "2s").out())
                .isEqualTo("rebalancing begins\n");
        assertThat(done("log-level", "error").out()).isEqualTo("the log level is error\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state b1 off            | 2 | state = \"off\" is not valid; valid is one of ready, drain, maint",
                "state b9 drain          | 1 | there is no backend b9; there are b1, b2",
                "weight b1 x             | 2 | weight x is not valid; valid is a whole number",
                "weight b1 0             | 2 | weight = 0 is not valid; valid is a whole number from 1 to 256",
                "explain maybe           | 2 | explain maybe is not valid; valid is on or off",
                "connection 99           | 1 | no connection 99 is open",
                "connections --limit 0   | 2 | limit = 0 is not valid; valid is a whole number from 1 to 10000",
                "rebalance --least-idle x | 2 | --least-idle x is not a duration",
            })
    void refusesInOneLine(String arguments, int exitCode, String complaint) {
        Cli.Result result = ctl(arguments.split(" "));

        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.out()).isEmpty();
        assertThat(result.onlyComplaint()).startsWith(complaint);
    }

    @Test
    void needsTheToken() {
        Cli.Result wrong = Cli.run("ctl", "status", "--admin", balancer.target(), "--token", "other");

        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.onlyComplaint()).isEqualTo("the token is missing or wrong; send Authorization: Bearer TOKEN");
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        try (RefusingPort nobody = new RefusingPort()) {
            String address = "127.0.0.1:" + nobody.address().getPort();

            Cli.Result result = Cli.run("ctl", "status", "--admin", address);

            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.onlyComplaint()).startsWith("cannot connect to " + address + ": nobody listens there");
        }
    }

    @Test
    void saysThatAnotherListens() throws Exception {
        try (LineServer other = LineServer.answering("other")) {
            Cli.Result result = Cli.run("ctl", "status", "--admin", other.target());

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.onlyComplaint())
                    .isEqualTo("what listens on " + other.target() + " is not the runtime API of a balancer");
        }
    }

    @Test
    void asksWhichBalancer() {
        Cli.Result result = Cli.run("ctl", "status");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.onlyComplaint())
                .isEqualTo("no balancer is named; give the address of its runtime API with --admin HOST:PORT");
    }

    private Cli.Result ctl(String... arguments) {
        return Cli.run(Stream.concat(
                        Stream.of("ctl", "--admin", balancer.target(), "--token", "s3cret"), Arrays.stream(arguments))
                .toArray(String[]::new));
    }

    private Cli.Result done(String... arguments) {
        Cli.Result result = ctl(arguments);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result;
    }

    /** The only one of a table. */
    private static String row(Cli.Result result) {
        assertThat(result.out().lines()).hasSize(2);
        return result.out().lines().toList().get(1);
    }
}
