package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.RelayEnd.Cause;
import io.giliran.transport.relay.RelayPlane;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The relay plane keeps the contract when one of its legs, or each, is a Unix socket. */
@ParameterizedClass
@MethodSource("legs")
final class UnixLegsIT extends DataPlaneContract {
    private static final ActorTestKit KIT = ActorTestKit.create("unix-legs", ConfigFactory.load());
    private static final DataPlane PLANE = new RelayPlane(KIT.system());

    @Parameter(0)
    private Set<Leg> unixLegs;

    @Parameter(1)
    private int loops;

    static Stream<Arguments> legs() {
        return Stream.of(
                Arguments.of(Set.of(Leg.CLIENT), 1),
                Arguments.of(Set.of(Leg.BACKEND), 1),
                Arguments.of(Set.of(Leg.CLIENT, Leg.BACKEND), 1));
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Override
    protected DataPlane dataPlane() {
        return PLANE;
    }

    @Override
    protected ListenerOptions options() {
        return new ListenerOptions(1024, loops, ClientsSpeakFirst.LEARNED);
    }

    @Override
    protected Set<Leg> unixLegs() {
        return unixLegs;
    }

    /** What a reset is with TCP is only an end here, until the other side has something to say. */
    @Test
    void whoIsGoneIsNoticedWhenItIsWrittenTo() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        boolean clientIsUnix = unixLegs.contains(Leg.CLIENT);
        ScriptedPeer gone = clientIsUnix ? client.peer : backend;
        ScriptedPeer other = clientIsUnix ? backend : client.peer;
        gone.close();
        other.expectEnd();
        client.events.expect("connected", "half-closed " + (clientIsUnix ? Leg.CLIENT : Leg.BACKEND));

        other.expectResetWhenSending();

        assertThat(client.events.end().cause()).isEqualTo(clientIsUnix ? Cause.CLIENT_RESET : Cause.BACKEND_RESET);
    }

    /** Linux tells whoever has sent what nobody read. */
    @Test
    void whoIsGoneWithBytesUnreadHasReset() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        boolean clientIsUnix = unixLegs.contains(Leg.CLIENT);
        ScriptedPeer gone = clientIsUnix ? client.peer : backend;
        ScriptedPeer other = clientIsUnix ? backend : client.peer;
        other.send(10);
        Await.equal(
                "bytes handed on",
                10L,
                () -> client.relay.activity().bytesFromClient()
                        + client.relay.activity().bytesFromBackend());

        gone.close();

        other.expectReset();
        assertThat(client.events.end().cause()).isEqualTo(clientIsUnix ? Cause.CLIENT_RESET : Cause.BACKEND_RESET);
    }

    @Test
    void thereIsAnotherWayForWhoeverFindsNoFile() throws Exception {
        RelayedClient client = plane.client();

        client.relay.connect(plane.file("missing.sock"), RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, null);

        client.events.expect("connect failed REFUSED");
        client.peer.send(3);
        client.connect().expect(3);
    }

    /** It waits like one whose SYN gets no answer, and costs next to nothing meanwhile. */
    @Test
    void aFullQueueIsTriedAgainUntilThereIsRoom() throws Exception {
        FullUnixSocket full =
                plane.opened(new FullUnixSocket(plane.file("crowded.sock").getPath()));
        RelayedClient client = plane.client();
        client.peer.send(10);
        long before = processorNanos();

        client.relay.connect(full.address(), RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, null);
        client.peer.expectSilence(500);
        long cost = processorNanos() - before;
        assertThat(client.events.all()).isEmpty();
        full.drain();

        ScriptedPeer backend = plane.opened(full.accept(0));
        backend.expect(10);
        client.events.expect("connected");
        assertThat(Duration.ofNanos(cost)).isLessThan(Duration.ofMillis(400));
    }

    @Test
    void anEndComesAtOnceWhileAFullQueueIsTried() throws Exception {
        FullUnixSocket full =
                plane.opened(new FullUnixSocket(plane.file("crowded.sock").getPath()));
        int sockets = SocketTable.openHere();
        RelayedClient aborted = plane.client();
        RelayedClient closed = plane.client();
        aborted.relay.connect(full.address(), RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, null);
        closed.relay.connect(full.address(), RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, null);

        aborted.relay.abort();
        closed.relay.close();

        aborted.events.expect("ended ABORTED");
        closed.events.expect("ended CLOSED");
        aborted.peer.expectReset();
        closed.peer.expectEnd();
        aborted.peer.close();
        closed.peer.close();
        SocketTable.awaitOpenHere(sockets);
    }

    @Test
    void whoeverIsGoneWhileTheQueueIsFullDoesNotStopTheAttempt() throws Exception {
        FullUnixSocket full =
                plane.opened(new FullUnixSocket(plane.file("crowded.sock").getPath()));
        RelayedClient client = plane.client();
        client.relay.connect(full.address(), RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, null);
        client.peer.send(10);
        client.peer.finish();
        full.drain();

        ScriptedPeer backend = plane.opened(full.accept(0));
        backend.expect(10);
        backend.expectEnd();
        backend.finish();
        client.peer.expectEnd();
        assertThat(client.events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, 10, 0));
    }

    /** A peer that takes nothing any more stops its writer; the pipe that it leaves wakes nobody. */
    @Test
    void whoIsGoneWakesNobodyAgainAndAgain() throws Exception {
        RelayedClient client = plane.client();
        ScriptedPeer backend = client.connect();
        ScriptedPeer gone = unixLegs.contains(Leg.CLIENT) ? client.peer : backend;
        gone.close();
        (gone == backend ? client.peer : backend).expectEnd();
        long before = processorNanos();

        Await.standstill(STANDSTILL, client.events.all()::size);

        assertThat(Duration.ofNanos(processorNanos() - before)).isLessThan(Duration.ofMillis(300));
    }

    @Test
    void keepAliveIsAskedOfTcpAlone() throws Exception {
        RelayedClient client = plane.client(new RelayOptions(Duration.ZERO, Duration.ZERO, Duration.ZERO, true));
        ScriptedPeer backend = client.connect();

        client.peer.send(10);
        backend.expect(10);
    }

    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
