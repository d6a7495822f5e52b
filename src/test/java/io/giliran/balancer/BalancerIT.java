package io.giliran.balancer;

import static io.giliran.balancer.BalancerUnderTest.shares;
import static io.giliran.balancer.log.AccessLogFiles.attempts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.giliran.balancer.log.AccessLogFiles;
import io.giliran.policy.BackendPool;
import io.giliran.policy.PickReplay;
import io.giliran.policy.Picking;
import io.giliran.policy.Policies;
import io.giliran.policy.SampleParameters;
import io.giliran.settings.HostPort;
import io.giliran.transport.ScriptedPeer;
import io.giliran.transport.SocketTable;
import io.giliran.workload.RandomStream;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole balancer over real sockets, on every data plane: who is served by whom, whatever happens meanwhile. */
final class BalancerIT extends OverRealSockets {
    private static final int ANSWERS_WITHIN_MILLIS = 20_000;

    static Stream<Arguments> dataPlanes() {
        return Stream.of(arguments("relay", 1), arguments("relay", 3), arguments("streams", 1));
    }

    @Test
    void threeHundredParallelClientsAreSharedExactly() throws Exception {
        balancer.server("b1");
        balancer.server("b2");
        balancer.server("b3");
        balancer.start();

        assertThat(shares(balancer.connect(300))).isEqualTo(Map.of("b1", 100L, "b2", 100L, "b3", 100L));
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 7", "4, 25", "7, 11"})
    void anyMultipleOfTheBackendsIsSharedExactly(int backends, int times) throws Exception {
        for (int i = 0; i < backends; i++) {
            balancer.server("b" + i);
        }
        balancer.start();

        Map<String, Long> shares = shares(balancer.connect(backends * times));

        assertThat(shares.values()).hasSize(backends).containsOnly((long) times);
    }

    /** nginx-tests, stream_upstream.t. */
    @Test
    void sharesFollowTheWeights() throws Exception {
        balancer.server("light", 1);
        balancer.server("heavy", 2);
        balancer.start();

        assertThat(shares(balancer.connect(30))).isEqualTo(Map.of("light", 10L, "heavy", 20L));
    }

    /** nginx-tests, stream_upstream.t: a server that refuses stands beside two that serve; clients come one by one. It would be ejected soon. */
    @Test
    void theTurnsOfADeadBackendSpreadEvenly() throws Exception {
        balancer.server("b1");
        balancer.refusing("dead");
        balancer.server("b2");
        balancer.change("ejection.enabled = off");
        balancer.start();

        List<ServedClient> clients = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            clients.add(balancer.connect());
        }

        assertThat(shares(clients)).isEqualTo(Map.of("b1", 15L, "b2", 15L));
        balancer.stop();
        Collection<JsonNode> lines = balancer.log().jsonByClient().values();
        assertThat(lines)
                .hasSize(30)
                .allSatisfy(line -> assertThat(attempts(line)).doesNotHaveDuplicates());
        assertThat(lines).filteredOn(line -> attempts(line).contains("dead")).hasSize(10);
    }

    @Test
    void noneOfManyParallelClientsFailsBecauseOfADeadBackend() throws Exception {
        balancer.server("b1");
        balancer.refusing("dead");
        balancer.server("b2");
        balancer.start();

        Map<String, Long> shares = shares(balancer.connect(300));

        // If one of them had all the turns of the dead one, it would serve 200.
        assertThat(shares.values())
                .hasSize(2)
                .allSatisfy(share -> assertThat(share).isBetween(130L, 170L));
        balancer.stop();
        assertThat(balancer.log().jsonByClient().values())
                .hasSize(300)
                .allSatisfy(line ->
                        assertThat(attempts(line)).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(2));
    }

    @Test
    void aBackendThatDoesNotAnswerIsPassedOver() throws Exception {
        balancer.silent("silent");
        balancer.server("b1");
        balancer.start(BalancerUnderTest.SHORT_CONNECT_TIMEOUT);

        assertThat(shares(balancer.connect(4))).isEqualTo(Map.of("b1", 4L));

        balancer.stop();
        long atLeast = BalancerUnderTest.SHORT_CONNECT_TIMEOUT.minusMillis(20).toNanos();
        assertThat(balancer.log().jsonByClient().values())
                .filteredOn(line -> attempts(line).equals(List.of("silent", "b1")))
                .hasSize(2)
                .allSatisfy(line -> {
                    assertThat(line.at("/attempts/0/failure").textValue()).isEqualTo("timeout");
                    assertThat(line.at("/attempts/0/ns").longValue()).isGreaterThan(atLeast);
                });
    }

    @Test
    void aClientIsClosedWhenNoBackendCanBeConnected() throws Exception {
        balancer.refusing("b1");
        balancer.refusing("b2");
        balancer.refusing("b3");
        balancer.start();

        ScriptedPeer client = balancer.client();
        client.expectEnd();

        balancer.log().await(1);
        balancer.log().check(client.localAddress(), "<NOSRV>", 0, "SC", 2);
        JsonNode line = balancer.log().jsonByClient().get(HostPort.format(client.localAddress()));
        assertThat(line.path("termination").textValue()).isEqualTo("SC");
        assertThat(attempts(line)).containsExactlyInAnyOrder("b1", "b2", "b3");
    }

    @Test
    void onlyTheConnectionsOfAKilledBackendSuffer() throws Exception {
        balancer.server("b1");
        EchoServer doomed = balancer.server("b2");
        balancer.server("b3");
        balancer.start();
        Map<Boolean, List<ServedClient>> before = balancer.connect(30).stream()
                .collect(Collectors.partitioningBy(client -> client.backend().equals("b2")));

        doomed.close();

        for (ServedClient suffers : before.get(true)) {
            suffers.peer().expectReset();
        }
        for (ServedClient goesOn : before.get(false)) {
            goesOn.talk("still there?");
        }
        List<ServedClient> after = balancer.connect(30);
        assertThat(shares(after)).containsOnlyKeys("b1", "b3");

        List<ServedClient> leaving = new ArrayList<>(before.get(false));
        leaving.addAll(after);
        for (ServedClient client : leaving) {
            client.leave();
        }
        balancer.log().await(60);
        Map<String, AccessLogFiles.Line> log = balancer.log().byClient();
        assertThat(before.get(true)).hasSize(10).allSatisfy(client -> {
            assertThat(log.get(client.address()).code()).isEqualTo("SD");
            assertThat(log.get(client.address()).backend()).isEqualTo("b2");
        });
        assertThat(leaving).hasSize(50).allSatisfy(client -> {
            assertThat(log.get(client.address()).code()).isEqualTo("--");
            assertThat(log.get(client.address()).backend()).isEqualTo(client.backend());
        });
    }

    /** printf 'hello\n' | nc -N; nginx-tests, stream_proxy_half_close.t. */
    @Test
    void aClientThatHasFinishedStillGetsItsAnswer() throws Exception {
        balancer.server("b1");
        balancer.start();

        ScriptedPeer client = balancer.client();
        client.send("hello\n");
        client.finish();

        client.expect("b1\nhello\n");
        client.expectEnd();
    }

    /** The backends live in processes of their own: a process may have 20,000 descriptors here. */
    @Test
    void fiveThousandClientsAtOnce() throws Exception {
        int count = 5_000;
        for (String name : List.of("b1", "b2")) {
            balancer.backend(name, balancer.opened(new BackendProcess(name)).address(), 1);
        }
        balancer.start();
        InetSocketAddress address = balancer.address();
        int sockets = SocketTable.openHere();

        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket client = balancer.opened(new Socket(address.getAddress(), address.getPort()));
            client.setSoTimeout(ANSWERS_WITHIN_MILLIS);
            clients.add(client);
        }
        for (int i = 0; i < count; i++) {
            clients.get(i).getOutputStream().write(("hello " + i + "\n").getBytes(UTF_8));
        }
        Map<String, Integer> answers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String answer =
                    new BufferedReader(new InputStreamReader(clients.get(i).getInputStream(), UTF_8), 64).readLine();
            assertThat(answer).endsWith(" hello " + i);
            answers.merge(answer.substring(0, answer.indexOf(' ')), 1, Integer::sum);
        }
        assertThat(answers).isEqualTo(Map.of("b1", count / 2, "b2", count / 2));
        // A loop may still be between handing over a client and opening its next spare socket.
        SocketTable.awaitOpenHere(sockets + BalancerUnderTest.SOCKETS_OF_A_CONNECTION * count);

        for (Socket client : clients) {
            client.close();
        }
        balancer.log().await(count);
        assertThat(balancer.log().byClient().values())
                .hasSize(count)
                .extracting(AccessLogFiles.Line::code)
                .containsOnly("--");
        SocketTable.awaitOpenHere(sockets);
    }

    @Test
    void itsPicksCanBeRepeated() throws Exception {
        balancer.server("b1");
        balancer.refusing("dead");
        balancer.server("b2");
        balancer.start();
        for (ServedClient client : balancer.connect(30)) {
            client.leave();
        }
        balancer.log().await(30);
        balancer.stop();

        PickReplay replay = new PickReplay((name, seed, slowStartNanos) -> {
            RandomStream coins = new RandomStream(seed);
            return new Picking(
                    new BackendPool(() -> Policies.create(name, SampleParameters.all(), coins), slowStartNanos));
        });
        Files.readAllLines(balancer.log().folder().resolve("picks.csv")).forEach(replay::take);
        assertThat(replay.picks()).isGreaterThan(30);
        assertThat(replay.same()).isEqualTo(replay.picks());
    }

    @Test
    void stoppingCutsWhatIsConnectedAndFreesThePort() throws Exception {
        balancer.server("b1");
        balancer.server("b2");
        balancer.start();
        List<ServedClient> clients = balancer.connect(20);

        balancer.stop();

        for (ServedClient client : clients) {
            client.peer().expectReset();
        }
        assertThat(balancer.log().byClient().values())
                .hasSize(20)
                .extracting(AccessLogFiles.Line::code)
                .containsOnly("KD");
        assertThatThrownBy(balancer::client).isInstanceOf(ConnectException.class);
        InetSocketAddress free = balancer.address();
        new ServerSocket(free.getPort(), 1, free.getAddress()).close();
    }

    @Test
    void aPortInUseIsToldInOneLine() throws Exception {
        balancer.server("b1");
        balancer.start();

        assertThat(balancer.startOnTheSamePort())
                .contains(HostPort.format(balancer.address()), "the port is in use")
                .doesNotContain("\n");
        assertThat(balancer.connect().backend()).isEqualTo("b1");
    }
}
