package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.transport.RelayEnd.Cause;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract of every data plane, over real sockets on loopback; each plane has a subclass that runs it all. */
public abstract class DataPlaneContract extends EndingContract {
    @Test
    void clientFinishesAndBackendGoesOn() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();

        together(
                () -> {
                    client.peer.send(MIB);
                    client.peer.finish();
                },
                () -> {
                    backend.expect(MIB);
                    backend.expectEnd();
                });
        client.events.expect("connected", "half-closed CLIENT");
        together(
                () -> {
                    backend.send(MIB);
                    backend.finish();
                },
                () -> {
                    client.peer.expect(MIB);
                    client.peer.expectEnd();
                });

        client.events.expect("connected", "half-closed CLIENT", "first byte", "ended FINISHED");
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, MIB, MIB));
    }

    @Test
    void backendFinishesAndClientGoesOn() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();

        together(
                () -> {
                    backend.send(MIB);
                    backend.finish();
                },
                () -> {
                    client.peer.expect(MIB);
                    client.peer.expectEnd();
                });
        client.events.expect("connected", "first byte", "half-closed BACKEND");
        together(
                () -> {
                    client.peer.send(MIB);
                    client.peer.finish();
                },
                () -> {
                    backend.expect(MIB);
                    backend.expectEnd();
                });

        client.events.expect("connected", "first byte", "half-closed BACKEND", "ended FINISHED");
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, MIB, MIB));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 6, 3 * 1024 * 1024})
    void clientMayFinishBeforeItsBackendIsConnected(long bytes) throws Exception {
        RelayedClient client = plane.client();
        Future<?> sending = inBackground(() -> {
            client.peer.send(bytes);
            client.peer.finish();
        });
        if (bytes < MIB) {
            get(sending);
        }

        ScriptedPeer backend = client.connect();
        backend.expect(bytes);
        backend.expectEnd();
        get(sending);
        backend.send(7);
        backend.finish();
        client.peer.expect(7);
        client.peer.expectEnd();

        client.events.expect("connected", "half-closed CLIENT", "first byte", "ended FINISHED");
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, bytes, 7));
    }

    @Test
    void backendMaySpeakFirst() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();

        backend.send(100);
        client.peer.expect(100);
        client.events.expect("connected", "first byte");
        client.peer.send(50);
        backend.expect(50);
        client.peer.finish();
        backend.expectEnd();
        backend.finish();
        client.peer.expectEnd();

        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, 50, 100));
    }

    /**
     * An acknowledgement that waits for the client's first bytes holds back a backend that speaks first, by 40 ms at
     * least. The quickest of several, because the machine may be busy.
     */
    @Test
    void aBackendThatSpeaksFirstIsNotHeldBack() throws Exception {
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            RelayedClient client = plane.client();
            long begun = System.nanoTime();
            ScriptedPeer backend = client.connect();
            backend.send(100);
            client.peer.expect(100);
            quickest = Math.min(quickest, System.nanoTime() - begun);
        }

        assertThat(Duration.ofNanos(quickest)).isLessThan(Duration.ofMillis(30));
    }

    @Test
    void backendMayFinishWithoutAWord() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();

        backend.finish();
        client.peer.expectEnd();
        client.peer.finish();
        backend.expectEnd();

        client.events.expect("connected", "half-closed BACKEND", "ended FINISHED");
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, 0, 0));
    }

    @Test
    void bothDirectionsFlowAtOnce() throws Exception {
        long bytes = 50 * MIB;
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();

        together(
                () -> {
                    client.peer.send(bytes);
                    client.peer.finish();
                },
                () -> {
                    backend.send(bytes);
                    backend.finish();
                },
                () -> {
                    client.peer.expect(bytes);
                    client.peer.expectEnd();
                },
                () -> {
                    backend.expect(bytes);
                    backend.expectEnd();
                });

        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, bytes, bytes));
        assertThat(client.events.all())
                .startsWith("connected")
                .contains("first byte")
                .hasSize(4);
    }

    /** Two small writes, then an answer: with Nagle's algorithm on a leg each round waits 40 ms for a delayed ACK. */
    @Test
    void smallWritesAreNotHeldBack() throws Exception {
        int rounds = 100;
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();

        long start = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            client.peer.send(1);
            client.peer.send(1);
            backend.expect(2);
            backend.send(1);
            backend.send(1);
            client.peer.expect(2);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(rounds * 20));
    }

    @Test
    void silenceLongerThanTheConnectTimeoutCutsNothing() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect(Duration.ofMillis(200));

        client.peer.expectSilence(600);

        client.peer.send(10);
        backend.expect(10);
        backend.send(10);
        client.peer.expect(10);
        client.events.expect("connected", "first byte");
    }

    @Test
    void afterARefusalAnotherBackendServesAndNothingIsLost() throws Exception {
        SocketAddress refusing = plane.refusingBackend();
        RelayedClient client = plane.client();
        Future<?> sending = inBackground(() -> {
            client.peer.send(3 * MIB);
            client.peer.finish();
        });

        client.relay.connect(refusing, RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, plane.wish());
        client.events.expect("connect failed REFUSED");
        client.relay.connect(refusing, RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, plane.wish());
        client.events.expect("connect failed REFUSED", "connect failed REFUSED");
        ScriptedPeer backend = client.connect();

        backend.expect(3 * MIB);
        backend.expectEnd();
        get(sending);
        backend.send(5);
        backend.finish();
        client.peer.expect(5);
        client.peer.expectEnd();
        client.events.expect(
                "connect failed REFUSED",
                "connect failed REFUSED",
                "connected",
                "half-closed CLIENT",
                "first byte",
                "ended FINISHED");
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, 3 * MIB, 5));
    }

    @Test
    void afterATimeoutAnotherBackendServesAndNothingIsLost() throws Exception {
        SocketAddress silent = plane.silentBackend();
        int sockets = SocketTable.openHere();
        RelayedClient client = plane.client();
        client.peer.send(100);
        client.peer.finish();

        long start = System.nanoTime();
        client.relay.connect(silent, Duration.ofMillis(300), Relay.NO_PREFACE, plane.wish());
        client.events.expect("connect failed TIMEOUT");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(290), Duration.ofMillis(2_000));
        // Only those of the client's leg.
        SocketTable.awaitOpenHere(sockets + 2);
        ScriptedPeer backend = client.connect();

        backend.expect(100);
        backend.expectEnd();
        backend.finish();
        client.peer.expectEnd();
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, 100, 0));
    }

    @Test
    void unbindAcceptsNoMoreAndKeepsWhatIsConnected() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        RelayedClient waiting = plane.client();

        plane.unbind();

        assertThatThrownBy(() -> ScriptedPeer.connect(plane.address(), 0)).isInstanceOf(SocketException.class);
        plane.unbind();
        together(
                () -> client.peer.send(MIB), () -> backend.expect(MIB),
                () -> backend.send(MIB), () -> client.peer.expect(MIB));
        ScriptedPeer waitingBackend = waiting.connect();
        waiting.peer.send(10);
        waitingBackend.expect(10);
        Listener again = plane.listen(plane.address());
        get(again.unbind().toCompletableFuture());
    }

    /** They are connected by the system, and wait: nobody is lost, and who is connected goes on. */
    @Test
    void whileNobodyTakesClientsTheyWait() throws Exception {
        RelayedClient before = plane.client();
        ScriptedPeer backend = before.connect();
        plane.open(false);
        List<ScriptedPeer> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(plane.peer(1 + i));
            waiting.get(i).send(10);
        }
        before.peer.send(100);
        backend.expect(100);
        Await.standstill(STANDSTILL, plane::waitingLegs);
        assertThat(plane.waitingLegs()).isZero();
        assertThat(plane.heldAcceptors())
                .as("acceptors that wait to be woken, and look for themselves no more")
                .isPositive();

        plane.open(true);
        for (int i = 0; i < 3; i++) {
            ClientLeg leg = plane.acceptedLeg();
            leg.relay(RelayOptions.NONE, new IgnoredEvents())
                    .connect(plane.backendAddress(), RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, plane.wish());
            // With several loops they do not come in order.
            int pair = 1;
            while (waiting.get(0).isTcp()
                    && !waiting.get(pair - 1).localAddress().equals(leg.remoteAddress())) {
                pair++;
            }
            plane.acceptAtBackend(waiting.get(0).isTcp() ? pair : i + 1).expect(10);
        }
    }

    @Test
    void aPortInUseFailsTheListening() throws Exception {
        assertThatThrownBy(() -> plane.listen(plane.address())).isInstanceOf(ExecutionException.class);
        if (plane.address() instanceof UnixDomainSocketAddress) {
            // Whoever finds out that somebody listens there is a client for a moment.
            plane.acceptedLeg().relay(RelayOptions.NONE, new IgnoredEvents()).abort();
        }
    }

    @Test
    void aLegKnowsItsAddresses() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();

        SocketAddress known = client.peer.isTcp() ? client.peer.localAddress() : UnixClient.ANYBODY;
        assertThat(client.leg.remoteAddress()).isEqualTo(known);
        assertThat(client.leg.localAddress()).isEqualTo(plane.address());
        assertThat(client.events.backendLeg()).isEqualTo(backend.remoteAddress());
    }

    @Test
    void aBackendThatDoesNotReadStopsItsClient() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();

        fillUpThenDrain(List.of(new Push(client, client.peer, backend)), 64 * MIB);
    }

    @Test
    void aClientThatDoesNotReadStopsItsBackend() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();

        fillUpThenDrain(List.of(new Push(client, backend, client.peer)), 64 * MIB);
    }

    /** More than the system takes for them. */
    long bytesOfEachOfMany() {
        return 20 * MIB;
    }

    @Test
    void manyThatDoNotReadTakeLittleMemoryAndStopNobodyElse() throws Exception {
        List<Push> pushes = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            RelayedClient pusher = plane.client();
            pushes.add(new Push(pusher, pusher.peer, pusher.connect()));
            RelayedClient pushed = plane.client();
            pushes.add(new Push(pushed, pushed.connect(), pushed.peer));
        }

        fillUpThenDrain(pushes, bytesOfEachOfMany());
    }

    /** Whoever resets, finishes or goes on: what arrives is what was sent, and the other side learns how it ended. */
    @Test
    void randomConversations(TestReporter reporter) throws Exception {
        long seed = Long.getLong("test.seed", System.nanoTime());
        reporter.publishEntry("test.seed", Long.toString(seed));
        SplittableRandom random = new SplittableRandom(seed);
        List<RandomConversation> conversations = new ArrayList<>();
        List<RelayedClient> clients = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            RandomConversation conversation = new RandomConversation(random.split(), plane.hasTcpPeers());
            RelayedClient client = plane.client();
            boolean clientIsFirst = conversation.clientMayStartUnconnected() && random.nextBoolean();
            if (clientIsFirst) {
                running.addAll(inBackground(conversation.clientsPart(client.peer)));
            }
            ScriptedPeer backend = client.connect();
            if (!clientIsFirst) {
                running.addAll(inBackground(conversation.clientsPart(client.peer)));
            }
            running.addAll(inBackground(conversation.backendsPart(backend)));
            conversations.add(conversation);
            clients.add(client);
        }
        for (Future<?> part : running) {
            get(part);
        }
        for (int i = 0; i < conversations.size(); i++) {
            RelayedClient client = clients.get(i);
            conversations
                    .get(i)
                    .check(client.events.end(), client.events.all(), "seed " + seed + ", conversation " + i);
        }
    }

    /** Pushes until nothing moves any more, looks where the bytes are, then lets the readers have them all. */
    private void fillUpThenDrain(List<Push> pushes, long bytes) throws Exception {
        long memoryBefore = usedMemory();
        List<Future<?>> pushing = new ArrayList<>();
        for (Push push : pushes) {
            pushing.add(inBackground(() -> {
                push.sender.send(bytes);
                push.sender.finish();
            }));
        }
        Await.standstill(
                STANDSTILL,
                () -> pushes.stream().mapToLong(push -> push.sender.sent()).sum());

        assertThat(usedMemory() - memoryBefore).as("growth of memory").isLessThan(MIB * (8 + pushes.size() / 2));
        assertThat(pushes.stream().mapToLong(push -> push.sender.sent()).sum())
                .as("what the kernel takes")
                .isLessThan(bytes * pushes.size());
        // Linux tells nothing of what is queued at Unix sockets: there the memory has to say it.
        for (Push push : plane.hasTcpPeers() ? pushes : List.<Push>of()) {
            assertThat(push.heldByThePlane()).as("held by the plane").isLessThan(MIB);
        }
        RelayedClient other = plane.client();
        ScriptedPeer othersBackend = other.connect();
        other.peer.send(10);
        othersBackend.expect(10);

        List<Future<?>> draining = new ArrayList<>();
        for (Push push : pushes) {
            draining.add(inBackground(() -> {
                push.reader.expect(bytes);
                push.reader.expectEnd();
                push.reader.finish();
                push.sender.expectEnd();
            }));
        }
        for (Future<?> drained : draining) {
            get(drained);
        }
        for (Future<?> pushed : pushing) {
            get(pushed);
        }
        for (Push push : pushes) {
            RelayEnd end = push.client.events.end();
            assertThat(end.cause()).isEqualTo(Cause.FINISHED);
            assertThat(end.bytesFromClient() + end.bytesFromBackend()).isEqualTo(bytes);
        }
    }

    /** Transfer from one side to another that does not read. */
    private record Push(RelayedClient client, ScriptedPeer sender, ScriptedPeer reader) {
        /** Bytes that the sender is rid of and that are in no kernel's queue. */
        long heldByThePlane() throws Exception {
            return sender.sent()
                    - SocketTable.bytesHeldOf(client.peer.localAddress().getPort())
                    - SocketTable.bytesHeldOf(((InetSocketAddress) client.events.backendLeg()).getPort());
        }
    }
}
