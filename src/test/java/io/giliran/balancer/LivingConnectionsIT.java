package io.giliran.balancer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.giliran.balancer.model.BalancerMessage;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.operate.Audit;
import io.giliran.balancer.operate.ControlCommand;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.balancer.operate.Operations;
import io.giliran.health.Eligibility;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.settings.HostPort;
import io.giliran.transport.Await;
import io.giliran.transport.PlaneFeature;
import io.giliran.transport.RefusingPort;
import io.giliran.transport.ScriptedPeer;
import io.giliran.transport.planes.PlaneKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections over real sockets from their backend's choice to their end, by themselves or not, and the log of it. */
final class LivingConnectionsIT extends OverRealSockets {
    private static final String NO_EJECTION = "ejection.enabled = off\n";
    private static final Duration WITHIN = Duration.ofSeconds(20);
    /** The greeting of an {@link EchoServer}, b1 and a line feed. */
    private static final long GREETING = 3;

    @Override
    String settings() {
        return NO_EJECTION;
    }

    /** The second client finds the primary ejected: only the first has been passed over. */
    @Test
    void aBackupServesWhileThePrimaryIsEjected() throws Exception {
        balancer.change("ejection { connect-failures = 1, base-time = 300ms, maximum-percent = 100 }");
        InetSocketAddress primary;
        try (RefusingPort refusing = new RefusingPort()) {
            primary = refusing.address();
            balancer.backend("b1", primary, 1);
            balancer.start();
            EchoServer spare = balancer.opened(new EchoServer("spare"));
            balancer.does(new ControlCommand.AddBackend(
                    new Destination(new Backend(0, "spare", 1), spare.address(), true, BackendPool.ENDLESS)));

            ServedClient first = balancer.connect();
            assertThat(first.backend()).isEqualTo("spare");
            assertThat(balancer.view("b1").picks()).isEqualTo(1);
            first.leave();
            balancer.log().await(1);
            balancer.log().check(first.peer().localAddress(), "spare", "spare\n".length(), "--", 1);
        }
        try (ServerSocket back = new ServerSocket()) {
            back.setReuseAddress(true);
            back.bind(primary);
            Await.equal(
                    "state of b1",
                    Eligibility.State.UP,
                    () -> balancer.view("b1").state());
            long before = balancer.view("b1").picks();
            for (int i = 0; i < 3; i++) {
                balancer.client();
                try (Socket accepted = back.accept()) {
                    accepted.setSoLinger(false, 0);
                }
            }
            Await.equal("picks of b1", before + 3, () -> balancer.view("b1").picks());
            assertThat(balancer.view("spare").picks()).isEqualTo(1);
        }
    }

    @Test
    void withoutRetriesWhoIsRefusedIsClosed() throws Exception {
        balancer.change(NO_EJECTION + "retries = 0, policy.name = first");
        balancer.refusing("dead");
        balancer.server("b2");
        balancer.start();

        ScriptedPeer client = balancer.client();
        client.expectEnd();

        balancer.log().await(1);
        balancer.log().check(client.localAddress(), "<NOSRV>", 0, "SC", 0);
    }

    @Test
    void whereNothingMovesBothAreIdle() throws Exception {
        balancer.change(NO_EJECTION + "idle-timeout = 200ms");
        balancer.server("b1");
        balancer.start();
        ServedClient client = balancer.connect();
        client.talk("four");

        client.peer().expectEnd();

        balancer.log().await(1);
        // The backend has spoken last: the client is waited for.
        balancer.log().check(client.peer().localAddress(), "b1", GREETING + 4, "cD", 0);
    }

    @Test
    void whoeverTheBackendLeavesWaitingIsEndedForTheBackendsSilence() throws Exception {
        balancer.change(NO_EJECTION + "idle-timeout = 200ms");
        ServerSocket mute = balancer.opened(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        balancer.backend("mute", (InetSocketAddress) mute.getLocalSocketAddress(), 1);
        balancer.start();
        ScriptedPeer client = balancer.client();
        client.send("four");

        client.expectEnd();

        balancer.log().await(1);
        balancer.log().check(client.localAddress(), "mute", 0, "sD", 0);
    }

    @Test
    void nobodyBecomesTooOld() throws Exception {
        assumeTrue(PlaneKind.named(dataPlane).supports(PlaneFeature.MAX_AGE));
        balancer.change(NO_EJECTION + "max-age = 300ms, max-age-jitter = 0");
        balancer.server("b1");
        balancer.start();
        ServedClient client = balancer.connect();
        client.talk("four");

        client.peer().expectEnd();

        balancer.log().await(1);
        balancer.log().check(client.peer().localAddress(), "b1", GREETING + 4, "PD", 0);
        assertThat(balancer.log().byClient().get(client.address()).totalMillis())
                .isGreaterThanOrEqualTo(300);
    }

    /** One leaves after the stop; of the two that stay the rate lets go one when the grace ends, and the deadline the other. */
    @Test
    void whoFinishesInTheGraceIsLeftAloneAndWhoStaysIsEnded() throws Exception {
        balancer.change(NO_EJECTION + "shutdown { grace = 1500ms, deadline = 2000ms, closes-per-second = 0.1 }");
        balancer.server("b1");
        balancer.start();
        List<ServedClient> clients = balancer.connect(3);

        Thread stopping = new Thread(balancer::stop, "stopping");
        stopping.start();
        Await.equal("listens", false, this::listens);
        clients.get(0).talk("still here");
        clients.get(0).leave();
        stopping.join();

        balancer.log().check(clients.get(0).peer().localAddress(), "b1", GREETING + 10, "--", 0);
        List<Long> lasted = new ArrayList<>();
        for (ServedClient stays : clients.subList(1, 3)) {
            balancer.log().check(stays.peer().localAddress(), "b1", GREETING, "KD", 0);
            lasted.add(balancer.log().byClient().get(stays.address()).totalMillis());
        }
        Collections.sort(lasted);
        assertThat(lasted.get(0)).isGreaterThanOrEqualTo(1_500);
        assertThat(lasted.get(1)).isGreaterThanOrEqualTo(2_000);
    }

    @Test
    void theThirdOfTwoWaitsUntilOneLeaves() throws Exception {
        EchoServer server = balancer.opened(new EchoServer("b1"));
        TestProbe<Balancer.Started> started = kit.createTestProbe();
        ActorRef<BalancerMessage> limited = kit.spawn(Balancer.create(
                SampleSettings.balancer("listen = \"127.0.0.1:0\", max-connections = 2, data-plane = " + dataPlane
                        + ", loops = " + loops + ", access-log.directory = \"" + logs + "\", backends = [ \"b1="
                        + HostPort.format(server.address()) + "\" ]"),
                BalancerObserver.NONE,
                started.getRef()));
        InetSocketAddress address = (InetSocketAddress)
                started.expectMessageClass(Balancer.Listening.class, WITHIN).address();
        try (ScriptedPeer first = ScriptedPeer.connect(address, 0);
                ScriptedPeer second = ScriptedPeer.connect(address, 0)) {
            assertThat(List.of(first.readLine(), second.readLine())).containsExactly("b1", "b1");
            try (ScriptedPeer third = ScriptedPeer.connect(address, 0)) {
                // Not accepted: whoever is, is counted at once.
                TestProbe<ControlReply> reply = kit.createTestProbe();
                limited.tell(
                        new Operations.Operate(new ControlCommand.GetStatus(), Audit.Caller.SIGNAL, reply.getRef()));
                assertThat(((ControlReply.Status) reply.receiveMessage(WITHIN)).accepted())
                        .isEqualTo(2);
                first.finish();
                first.expectEnd();

                assertThat(third.readLine()).isEqualTo("b1");
            }
        } finally {
            limited.tell(Balancer.Stop.INSTANCE);
            started.expectTerminated(limited, WITHIN);
        }
    }

    /** The client of b1 is cut when it goes down; when it has passed two checks it gets clients again. */
    @Test
    void aBackendGoesDownWithItsConnectionsAndComesBack() throws Exception {
        balancer.change(NO_EJECTION + "health { checks = on, interval = 50ms, fast-interval = 20ms,"
                + " down-interval = 50ms, timeout = 500ms, panic-threshold = 0, rise = 2, on-down = cut,"
                + " send = \"text:check\\n\", expect = \"text:b1\" }");
        SwitchedBackend switched = balancer.opened(new SwitchedBackend());
        balancer.backend("b1", switched.address(), 1);
        balancer.start();
        ScriptedPeer client = balancer.client();
        assertThat(client.readLine()).isEqualTo("b1");
        Await.equal("checked", true, () -> balancer.view("b1").reason().contains("L7OK"));

        switched.say("no\n");
        Await.equal(
                "state of b1", Eligibility.State.DOWN, () -> balancer.view("b1").state());
        client.expectReset();
        balancer.log().await(1);
        balancer.log().check(client.localAddress(), "b1", GREETING, "DD", 0);

        switched.say("b1\n");
        Await.equal(
                "state of b1", Eligibility.State.UP, () -> balancer.view("b1").state());
        assertThat(balancer.client().readLine()).isEqualTo("b1");
    }

    private boolean listens() {
        try (ScriptedPeer tries = ScriptedPeer.connect(balancer.address(), 0)) {
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** Says the same to everybody and keeps all connections until it is closed. */
    private static final class SwitchedBackend implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        private final List<Socket> open = new ArrayList<>();
        private final Thread thread = new Thread(this::serve, "switched");
        private volatile String text = "b1\n";

        SwitchedBackend() throws IOException {
            thread.start();
        }

        InetSocketAddress address() {
            return (InetSocketAddress) listener.getLocalSocketAddress();
        }

        void say(String other) {
            text = other;
        }

        private void serve() {
            while (!listener.isClosed()) {
                try {
                    Socket next = listener.accept();
                    open.add(next);
                    next.getOutputStream().write(text.getBytes(US_ASCII));
                } catch (IOException overOrGone) {
                    // The listener is closed, or a check has left.
                }
            }
        }

        @Override
        public void close() throws Exception {
            listener.close();
            thread.join();
            for (Socket socket : open) {
                socket.close();
            }
        }
    }
}
