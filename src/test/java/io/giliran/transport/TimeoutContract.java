package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.giliran.transport.RelayEnd.Cause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract of every data plane for the timeouts of a relay. */
abstract class TimeoutContract extends PlaneFixture {
    private static final Duration SHORT = Duration.ofMillis(200);
    /** Much longer than what a busy machine may stop a thread for. */
    private static final Duration LONG = Duration.ofMillis(600);

    private static final int PAUSE_MILLIS = 50;
    private static final int STALLED = 20;
    /** The buffers of a peer, rounded up. */
    private static final long PEER_BYTES = 64 * 1024;
    /** Longer than any test. */
    private static final Duration FAR_AWAY = Duration.ofMinutes(5);

    @Test
    void aSilentConnectionEndsAfterTheIdleTimeout() throws Exception {
        RelayedClient client = plane.client(idle(SHORT));
        long begun = System.nanoTime();
        ScriptedPeer backend = client.connect();

        client.events.expect("connected", "ended CLIENT_IDLE");

        assertOver(begun, SHORT);
        client.peer.expectEnd();
        backend.expectEnd();
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.CLIENT_IDLE, 0, 0));
    }

    /** Whoever got the last bytes is the one that was waited for. */
    @ParameterizedTest
    @EnumSource
    void theIdleTimeoutTellsWhoWasSilent(Leg silent) throws Exception {
        RelayedClient client = plane.client(idle(SHORT));
        ScriptedPeer backend = client.connect();
        if (silent == Leg.CLIENT) {
            client.peer.send(10);
            backend.expect(10);
        }
        backend.send(20);
        client.peer.expect(20);
        if (silent == Leg.BACKEND) {
            client.peer.send(10);
            backend.expect(10);
        }

        RelayEnd end = client.events.end();

        client.peer.expectEnd();
        backend.expectEnd();
        assertThat(end).isEqualTo(new RelayEnd(idleCause(silent), 10, 20));
    }

    /** Each direction alone, with pauses of a twelfth of the timeout, twice as long as it. */
    @ParameterizedTest
    @EnumSource
    void aTrickleKeepsAConnectionAlive(Leg sending) throws Exception {
        RelayedClient client = plane.client(idle(LONG));
        ScriptedPeer backend = client.connect();
        ScriptedPeer sender = sending == Leg.CLIENT ? client.peer : backend;
        ScriptedPeer reader = sending == Leg.CLIENT ? backend : client.peer;
        long begun = System.nanoTime();
        long last = begun;
        while (last - begun < 2 * LONG.toNanos()) {
            last = System.nanoTime();
            sender.send(1);
            reader.expect(1);
            sender.expectSilence(PAUSE_MILLIS);
        }

        client.events.end();

        assertOver(last, LONG);
    }

    @Test
    void theIdleTimeoutDoesNotRunBeforeABackendIsConnected() throws Exception {
        RelayedClient client = plane.client(idle(SHORT));
        client.peer.expectSilence(3 * (int) SHORT.toMillis());

        long begun = System.nanoTime();
        client.connect();

        client.events.expect("connected", "ended CLIENT_IDLE");
        assertOver(begun, SHORT);
    }

    /** Each makes the plane keep up to a buffer of 256 KiB, together 5 MiB; afterwards nothing is kept. */
    @ParameterizedTest
    @EnumSource
    void whoDoesNotReadIsCutOffAndHoldsNothing(Leg stalled) throws Exception {
        // The first time fills Akka's pool of buffers, which it keeps.
        cutOff(stalled);
        long before = usedMemory();

        cutOff(stalled);

        long allowed = 2 * STALLED * bytesOfAPeer() + 3 * MIB / 2;
        Await.equal("MiB still held", 0L, () -> Math.max(0, usedMemory() - before - allowed) / MIB);
    }

    /** What a test's own end of a connection holds. */
    long bytesOfAPeer() {
        return PEER_BYTES;
    }

    private void cutOff(Leg stalled) throws Exception {
        List<RelayedClient> clients = new ArrayList<>();
        List<ScriptedPeer> readers = new ArrayList<>();
        List<Future<?>> pushing = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < STALLED; i++) {
            RelayedClient client = plane.client(idle(LONG));
            ScriptedPeer backend = client.connect();
            ScriptedPeer sender = stalled == Leg.CLIENT ? backend : client.peer;
            pushing.add(inBackground(() -> sender.send(Long.MAX_VALUE)));
            clients.add(client);
            readers.add(stalled == Leg.CLIENT ? client.peer : backend);
        }
        for (RelayedClient client : clients) {
            assertThat(client.events.end().cause()).isEqualTo(idleCause(stalled));
        }
        assertOver(begun, LONG);
        for (Future<?> push : pushing) {
            assertThatThrownBy(() -> get(push)).hasRootCauseInstanceOf(IOException.class);
        }
        for (ScriptedPeer reader : readers) {
            reader.expectReset();
        }
    }

    @ParameterizedTest
    @EnumSource
    void halfClosedForTooLongEnds(Leg finishing) throws Exception {
        RelayedClient client = plane.client(new RelayOptions(Duration.ZERO, SHORT, FAR_AWAY, false));
        ScriptedPeer backend = client.connect();
        ScriptedPeer finisher = finishing == Leg.CLIENT ? client.peer : backend;
        ScriptedPeer other = finishing == Leg.CLIENT ? backend : client.peer;
        other.send(5);
        finisher.expect(5);
        // Not while both sides may send.
        client.peer.expectSilence(3 * (int) SHORT.toMillis());

        long begun = System.nanoTime();
        finisher.finish();
        other.expectEnd();
        RelayEnd end = client.events.end();

        assertOver(begun, SHORT);
        finisher.expectEnd();
        // The one that has finished is not the one that was waited for.
        assertThat(end.cause()).isEqualTo(idleCause(finishing == Leg.CLIENT ? Leg.BACKEND : Leg.CLIENT));
        assertThat(end.bytesFromClient() + end.bytesFromBackend()).isEqualTo(5);
    }

    @Test
    void aHalfClosedConnectionLivesWhileBytesMove() throws Exception {
        RelayedClient client = plane.client(new RelayOptions(Duration.ZERO, LONG, Duration.ZERO, false));
        ScriptedPeer backend = client.connect();
        client.peer.finish();
        backend.expectEnd();
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < 2 * LONG.toNanos()) {
            backend.send(1);
            client.peer.expect(1);
            client.peer.expectSilence(PAUSE_MILLIS);
        }
        backend.finish();
        client.peer.expectEnd();

        assertThat(client.events.end().cause()).isEqualTo(Cause.FINISHED);
    }

    @Test
    void withoutAHalfClosedTimeoutAHalfClosedConnectionLivesOn() throws Exception {
        RelayedClient client = plane.client(new RelayOptions(Duration.ZERO, Duration.ZERO, FAR_AWAY, false));
        ScriptedPeer backend = client.connect();
        client.peer.finish();
        backend.expectEnd();

        client.peer.expectSilence((int) LONG.toMillis());

        backend.send(7);
        client.peer.expect(7);
        client.events.expect("connected", "half-closed CLIENT", "first byte");
    }

    @Test
    void theIdleTimeoutGoesOnBesideALongerHalfClosedOne() throws Exception {
        RelayedClient client = plane.client(new RelayOptions(SHORT, FAR_AWAY, Duration.ZERO, false));
        ScriptedPeer backend = client.connect();
        long begun = System.nanoTime();
        backend.finish();

        client.events.expect("connected", "half-closed BACKEND", "ended CLIENT_IDLE");
        assertOver(begun, SHORT);
    }

    @Test
    void whoIsTooOldEndsInOrderWhateverMoves() throws Exception {
        assumeTrue(supports(PlaneFeature.MAX_AGE));
        RelayedClient client = plane.client(maxAge(LONG));
        long begun = System.nanoTime();
        ScriptedPeer backend = client.connect();
        Future<?> trickling = inBackground(() -> {
            while (true) {
                backend.send(1);
                backend.expectSilence(PAUSE_MILLIS);
            }
        });

        client.peer.expectStreamUntilEnd();

        assertOver(begun, LONG);
        client.events.expect("connected", "first byte", "ended TOO_OLD");
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.TOO_OLD, 0, client.peer.received()));
        assertThatThrownBy(() -> get(trickling)).isNotNull();
    }

    @Test
    void whoIsTooOldAndHalfClosedEnds() throws Exception {
        assumeTrue(supports(PlaneFeature.MAX_AGE));
        RelayedClient client = plane.client(maxAge(SHORT));
        ScriptedPeer backend = client.connect();
        backend.finish();
        client.peer.expectEnd();

        client.events.expect("connected", "half-closed BACKEND", "ended TOO_OLD");
        backend.expectEnd();
    }

    /** The client takes nothing until the backend is told; then it gets all that was taken from the backend. */
    @Test
    void whatIsKeptIsWrittenBeforeWhoIsTooOldEnds() throws Exception {
        assumeTrue(supports(PlaneFeature.MAX_AGE));
        RelayedClient client = plane.client(maxAge(LONG));
        ScriptedPeer backend = client.connect();
        Future<?> pushing = inBackground(() -> backend.send(Long.MAX_VALUE));
        backend.expectEnd();

        client.peer.expectStreamUntilEnd();

        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.TOO_OLD, 0, client.peer.received()));
        assertThatThrownBy(() -> get(pushing)).hasRootCauseInstanceOf(IOException.class);
    }

    /** Until it is too old the buffers between the two have to be full, also where TLS is slow. */
    @ParameterizedTest
    @EnumSource
    void whoIsTooOldAndDoesNotReadIsCutOff(Leg stalled) throws Exception {
        assumeTrue(supports(PlaneFeature.MAX_AGE));
        RelayedClient client = plane.client(maxAge(LONG));
        ScriptedPeer backend = client.connect();
        ScriptedPeer sender = stalled == Leg.CLIENT ? backend : client.peer;
        Future<?> pushing = inBackground(() -> sender.send(Long.MAX_VALUE));

        assertThat(client.events.end().cause()).isEqualTo(Cause.TOO_OLD);
        assertThatThrownBy(() -> get(pushing)).hasRootCauseInstanceOf(IOException.class);
        (stalled == Leg.CLIENT ? client.peer : backend).expectReset();
    }

    /** Their sockets are gone although the peers hold on to theirs. */
    @Test
    void peersThatDoNothingHoldNoSocket() throws Exception {
        int sockets = SocketTable.openHere();
        List<RelayedClient> clients = new ArrayList<>();
        List<RelayOptions> ending = new ArrayList<>(List.of(idle(SHORT)));
        if (supports(PlaneFeature.MAX_AGE)) {
            ending.add(maxAge(SHORT));
        }
        for (RelayOptions options : ending) {
            RelayedClient client = plane.client(options);
            client.connect();
            clients.add(client);
        }
        for (RelayedClient client : clients) {
            client.events.end();
        }

        // Only the peers' own.
        SocketTable.awaitOpenHere(sockets + 2 * ending.size());
    }

    @Test
    void activityTellsWhatHasMovedAndSinceWhenNothingHas() throws Exception {
        RelayedClient client = plane.client();
        long begun = System.nanoTime();
        client.peer.send(10);
        client.peer.expectSilence(PAUSE_MILLIS);
        Activity waiting = client.relay.activity();
        assertThat(waiting.bytesFromClient() + waiting.bytesFromBackend()).isZero();
        assertThat(waiting.idleNanos())
                .isGreaterThanOrEqualTo(Duration.ofMillis(PAUSE_MILLIS).toNanos());

        ScriptedPeer backend = client.connect();
        backend.expect(10);
        backend.send(20);
        client.peer.expect(20);
        client.peer.expectSilence(PAUSE_MILLIS);
        Activity silent = client.relay.activity();
        assertThat(silent.bytesFromClient()).isEqualTo(10);
        assertThat(silent.bytesFromBackend()).isEqualTo(20);
        assertThat(silent.idleNanos()).isBetween(Duration.ofMillis(PAUSE_MILLIS).toNanos(), System.nanoTime() - begun);

        long sending = System.nanoTime();
        together(() -> client.peer.send(MIB), () -> backend.expect(MIB));
        Await.equal(
                "bytes from the client", 10 + MIB, () -> client.relay.activity().bytesFromClient());
        // A round of the loop may have begun a little before.
        long slack = Duration.ofMillis(PAUSE_MILLIS).toNanos();
        assertThat(client.relay.activity().idleNanos()).isLessThanOrEqualTo(System.nanoTime() - sending + slack);

        client.relay.abort();
        client.events.end();
        assertThat(client.relay.activity().bytesFromClient()).isEqualTo(10 + MIB);
    }

    /** A round of the loop, in which bytes moved, may have begun a little before they were sent. */
    private static void assertOver(long sinceNanos, Duration timeout) {
        assertThat(Duration.ofNanos(System.nanoTime() - sinceNanos)).isGreaterThanOrEqualTo(timeout.minusMillis(20));
    }

    private static RelayOptions idle(Duration timeout) {
        return new RelayOptions(timeout, Duration.ZERO, Duration.ZERO, false);
    }

    private static RelayOptions maxAge(Duration age) {
        return new RelayOptions(Duration.ZERO, Duration.ZERO, age, false);
    }

    private static Cause idleCause(Leg silent) {
        return silent == Leg.CLIENT ? Cause.CLIENT_IDLE : Cause.BACKEND_IDLE;
    }
}
