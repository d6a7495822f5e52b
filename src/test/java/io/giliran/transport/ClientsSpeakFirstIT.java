package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.relay.RelayPlane;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Effect of the option on a backend that speaks first, on a plane that has it. */
@Timeout(60)
final class ClientsSpeakFirstIT {
    /** Linux delays an acknowledgement by this at least, TCP_DELACK_MIN. */
    private static final Duration LEAST_DELAY = Duration.ofMillis(40);

    private static final ActorTestKit KIT = ActorTestKit.create("clients-speak-first", ConfigFactory.load());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void whereItIsWronglyOnTheBackendIsHeldBack() throws Exception {
        assertThat(quickestFirstWord(ClientsSpeakFirst.ON, 0)).isGreaterThanOrEqualTo(LEAST_DELAY);
    }

    @Test
    void whereItIsLearnedABackendThatSpeaksFirstIsNeverHeldBack() throws Exception {
        assertThat(quickestFirstWord(ClientsSpeakFirst.LEARNED, 0)).isLessThan(LEAST_DELAY);
    }

    /** Of the clients after these the first one only is held back; the quickest of several is not. */
    @Test
    void learnedIsUnlearnedByTheFirstBackendThatSpeaksFirst() throws Exception {
        assertThat(quickestFirstWord(ClientsSpeakFirst.LEARNED, 100)).isLessThan(LEAST_DELAY);
    }

    /** The time until a backend's first word reaches its client, the quickest of several. */
    private static Duration quickestFirstWord(ClientsSpeakFirst known, int clientsThatSpokeFirst) throws Exception {
        PlaneUnderTest plane = new PlaneUnderTest(new RelayPlane(KIT.system()), new ListenerOptions(100, 1, known));
        for (int i = 0; i < clientsThatSpokeFirst; i++) {
            RelayedClient client = plane.client();
            ScriptedPeer backend = client.connect();
            client.peer.send(10);
            backend.expect(10);
            backend.send(10);
            client.peer.expect(10);
            client.events.expect("connected", "first byte");
        }
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            RelayedClient client = plane.client();
            long begun = System.nanoTime();
            client.relay.connect(plane.backendAddress(), RelayedClient.CONNECT_TIMEOUT, Relay.NO_PREFACE, null);
            ScriptedPeer backend = client.acceptAtBackend();
            backend.send(10);
            client.peer.expect(10);
            quickest = Math.min(quickest, System.nanoTime() - begun);
        }
        plane.end();
        return Duration.ofNanos(quickest);
    }
}
