package io.giliran.balancer.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.giliran.Program;
import io.giliran.balancer.BalancerUnderTest;
import io.giliran.balancer.EchoServer;
import io.giliran.balancer.OverRealSockets;
import io.giliran.balancer.ServedClient;
import io.giliran.settings.HostPort;
import io.giliran.transport.ScriptedPeer;
import io.giliran.transport.SocketTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Access log of connections over real sockets, on every data plane. */
final class AccessLogIT extends OverRealSockets {
    @Test
    void tellsHowEachConnectionEnded() throws Exception {
        EchoServer server = balancer.server("b1");
        balancer.start();
        ServedClient leaving = balancer.connect();
        ServedClient resetting = balancer.connect();
        ServedClient cut = balancer.connect();

        leaving.talk("x".repeat(100));
        leaving.leave();
        resetting.talk("y");
        resetting.peer().reset();
        balancer.log().await(2);
        server.close();
        cut.peer().expectReset();
        ScriptedPeer late = balancer.client();
        late.expectEnd();
        balancer.log().await(4);

        balancer.log().check(leaving.peer().localAddress(), "b1", "b1\n".length() + 100, "--", 0);
        balancer.log().check(resetting.peer().localAddress(), "b1", "b1\ny".length(), "CD", 0);
        balancer.log().check(cut.peer().localAddress(), "b1", "b1\n".length(), "SD", 0);
        balancer.log().check(late.localAddress(), "<NOSRV>", 0, "SC", 0);
    }

    @Test
    void tellsThatNoBackendAnswered() throws Exception {
        balancer.silent("silent");
        balancer.start(BalancerUnderTest.SHORT_CONNECT_TIMEOUT);

        ScriptedPeer client = balancer.client();
        client.expectEnd();

        balancer.log().await(1);
        balancer.log().check(client.localAddress(), "<NOSRV>", 0, "sC", 0);
    }

    @Test
    void tellsWhoGaveUpWhileConnecting() throws Exception {
        balancer.silent("silent");
        balancer.start();
        int sockets = SocketTable.openHere();
        ScriptedPeer impatient = balancer.client();
        ScriptedPeer cut = balancer.client();
        SocketTable.awaitOpenHere(sockets + 2 * BalancerUnderTest.SOCKETS_OF_A_CONNECTION);

        impatient.reset();
        balancer.log().await(1);
        balancer.stop();

        cut.expectReset();
        balancer.log().check(impatient.localAddress(), "<NOSRV>", 0, "CC", 0);
        balancer.log().check(cut.localAddress(), "<NOSRV>", 0, "KC", 0);
    }

    @Test
    void tellsTheSameInBothFiles() throws Exception {
        balancer.server("b1");
        balancer.refusing("dead");
        balancer.server("b2");
        balancer.start();
        List<ServedClient> clients = balancer.connect(40);
        for (ServedClient client : clients) {
            client.talk("hello");
            client.leave();
        }
        balancer.log().await(40);

        Map<String, AccessLogFiles.Line> tcplog = balancer.log().byClient();
        Map<String, JsonNode> json = balancer.log().jsonByClient();
        assertThat(json).hasSize(40);
        for (ServedClient client : clients) {
            JsonNode line = json.get(client.address());
            assertThat(line.path("backend").textValue()).isEqualTo(client.backend());
            assertThat(line.path("listener").textValue()).isEqualTo(HostPort.format(balancer.address()));
            assertThat(line.path("policy").textValue()).isEqualTo(BalancerUnderTest.POLICY);
            assertThat(line.path("bytes_in").longValue()).isEqualTo("hello".length());
            assertThat(line.path("first_byte_ns").longValue()).isPositive();
            assertThat(tcplog.get(client.address()))
                    .isEqualTo(new AccessLogFiles.Line(
                            client.backend(),
                            line.path("connect_ns").longValue() / 1_000_000,
                            line.path("total_ns").longValue() / 1_000_000,
                            line.path("bytes_out").longValue(),
                            line.path("termination").textValue(),
                            line.path("attempts").size() - 1));
        }
    }

    /** halog is made for HTTP; what it can judge of a tcplog line is the date of accepting. */
    @Test
    void halogReadsIt() throws Exception {
        Program.need("halog");
        EchoServer server = balancer.server("b1");
        balancer.start();
        for (ServedClient client : balancer.connect(10)) {
            client.leave();
        }
        balancer.connect().peer().reset();
        ServedClient cut = balancer.connect();
        server.close();
        cut.peer().expectReset();
        balancer.client().expectEnd();
        balancer.log().await(13);

        String dates = halog("-ac", "1");

        assertThat(dates).contains("13 lines in", " 0 parsing errors");
        // A line a date: time, its ms, the gap before it, how many were accepted then.
        assertThat(dates.lines()
                        .map(line -> line.split(" "))
                        .filter(columns -> columns.length == 4)
                        .mapToInt(columns -> Integer.parseInt(columns[3]))
                        .sum())
                .isEqualTo(13);
    }

    /** What halog says of balancer.log. */
    private String halog(String... options) throws Exception {
        Process halog = Program.command("halog", options)
                .redirectInput(balancer.log().tcplog().toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(halog.getInputStream().readAllBytes(), UTF_8);
        assertThat(halog.waitFor()).isZero();
        return said;
    }
}
