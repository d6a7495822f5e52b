package io.giliran.transport.relay.leg;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.ClientsSpeakFirst;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FirstSpeakerTest {
    private static final InetSocketAddress WEB = new InetSocketAddress("127.0.0.1", 80);
    private static final InetSocketAddress MAIL = new InetSocketAddress("127.0.0.1", 25);

    @ParameterizedTest
    @EnumSource(names = {"ON", "OFF"})
    void whatIsSaidIsNotLearned(ClientsSpeakFirst said) {
        FirstSpeaker order = new FirstSpeaker(said);
        boolean on = said == ClientsSpeakFirst.ON;

        assertThat(order.clientsSpeakFirst(WEB)).isEqualTo(on);
        begin(order, WEB, !on, 1_000);
        assertThat(order.clientsSpeakFirst(WEB)).isEqualTo(on);
    }

    @Test
    void learnsItOfEachBackendByItself() {
        FirstSpeaker order = new FirstSpeaker(ClientsSpeakFirst.LEARNED);

        begin(order, WEB, true, FirstSpeaker.FIRST_PROOF - 1);
        begin(order, MAIL, false, 1_000);
        assertThat(order.clientsSpeakFirst(WEB)).isFalse();
        begin(order, WEB, true, 1);
        assertThat(order.clientsSpeakFirst(WEB)).isTrue();
        assertThat(order.clientsSpeakFirst(MAIL)).isFalse();
    }

    @Test
    void wantsTwiceTheProofAfterEachError() {
        FirstSpeaker order = new FirstSpeaker(ClientsSpeakFirst.LEARNED);

        begin(order, WEB, true, 5_000);
        begin(order, WEB, false, 1);
        assertThat(order.clientsSpeakFirst(WEB)).isFalse();
        begin(order, WEB, true, 2 * FirstSpeaker.FIRST_PROOF - 1);
        assertThat(order.clientsSpeakFirst(WEB)).isFalse();
        begin(order, WEB, true, 1);
        assertThat(order.clientsSpeakFirst(WEB)).isTrue();
        begin(order, WEB, false, 1);
        begin(order, WEB, true, 4 * FirstSpeaker.FIRST_PROOF - 1);
        assertThat(order.clientsSpeakFirst(WEB)).isFalse();
        begin(order, WEB, true, 1);
        assertThat(order.clientsSpeakFirst(WEB)).isTrue();
    }

    @Test
    void aBackendThatSpeaksFirstBeforeAnythingIsLearnedCostsNothing() {
        FirstSpeaker order = new FirstSpeaker(ClientsSpeakFirst.LEARNED);

        begin(order, WEB, true, FirstSpeaker.FIRST_PROOF - 1);
        begin(order, WEB, false, 1_000);
        begin(order, WEB, true, FirstSpeaker.FIRST_PROOF);
        assertThat(order.clientsSpeakFirst(WEB)).isTrue();
    }

    @Test
    void theProofHasAnEnd() {
        FirstSpeaker order = new FirstSpeaker(ClientsSpeakFirst.LEARNED);

        for (int proof = FirstSpeaker.FIRST_PROOF; proof < 4 * FirstSpeaker.LAST_PROOF; proof *= 2) {
            begin(order, WEB, true, Math.min(proof, FirstSpeaker.LAST_PROOF));
            begin(order, WEB, false, 1);
        }
        begin(order, WEB, true, FirstSpeaker.LAST_PROOF - 1);
        assertThat(order.clientsSpeakFirst(WEB)).isFalse();
        begin(order, WEB, true, 1);
        assertThat(order.clientsSpeakFirst(WEB)).isTrue();
    }

    private static void begin(FirstSpeaker order, InetSocketAddress backend, boolean byClient, int times) {
        for (int i = 0; i < times; i++) {
            order.begun(backend, byClient);
        }
    }
}
