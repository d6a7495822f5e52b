package io.giliran.transport.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.ClientsSpeakFirst;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SpeakingOrderTest {
    private static final InetSocketAddress WEB = new InetSocketAddress("127.0.0.1", 80);
    private static final InetSocketAddress MAIL = new InetSocketAddress("127.0.0.1", 25);

    @ParameterizedTest
    @EnumSource(names = {"ON", "OFF"})
    void whatIsSaidIsNotLearned(ClientsSpeakFirst said) {
        SpeakingOrder order = new SpeakingOrder(said);
        boolean on = said == ClientsSpeakFirst.ON;

        assertThat(order.clientsSpeakFirst(WEB)).isEqualTo(on);
        begin(order, WEB, !on, 1_000);
        assertThat(order.clientsSpeakFirst(WEB)).isEqualTo(on);
    }

    @Test
    void learnsItOfEachBackendByItself() {
        SpeakingOrder order = new SpeakingOrder(ClientsSpeakFirst.LEARNED);

        begin(order, WEB, true, SpeakingOrder.FIRST_PROOF - 1);
        begin(order, MAIL, false, 1_000);
        assertThat(order.clientsSpeakFirst(WEB)).isFalse();
        begin(order, WEB, true, 1);
        assertThat(order.clientsSpeakFirst(WEB)).isTrue();
        assertThat(order.clientsSpeakFirst(MAIL)).isFalse();
    }

    @Test
    void wantsTwiceTheProofAfterEachError() {
        SpeakingOrder order = new SpeakingOrder(ClientsSpeakFirst.LEARNED);

        begin(order, WEB, true, 5_000);
        begin(order, WEB, false, 1);
        assertThat(order.clientsSpeakFirst(WEB)).isFalse();
        begin(order, WEB, true, 2 * SpeakingOrder.FIRST_PROOF - 1);
        assertThat(order.clientsSpeakFirst(WEB)).isFalse();
        begin(order, WEB, true, 1);
        assertThat(order.clientsSpeakFirst(WEB)).isTrue();
        begin(order, WEB, false, 1);
        begin(order, WEB, true, 4 * SpeakingOrder.FIRST_PROOF - 1);
        assertThat(order.clientsSpeakFirst(WEB)).isFalse();
        begin(order, WEB, true, 1);
        assertThat(order.clientsSpeakFirst(WEB)).isTrue();
    }

    @Test
    void aBackendThatSpeaksFirstBeforeAnythingIsLearnedCostsNothing() {
        SpeakingOrder order = new SpeakingOrder(ClientsSpeakFirst.LEARNED);

        begin(order, WEB, true, SpeakingOrder.FIRST_PROOF - 1);
        begin(order, WEB, false, 1_000);
        begin(order, WEB, true, SpeakingOrder.FIRST_PROOF);
        assertThat(order.clientsSpeakFirst(WEB)).isTrue();
    }

    @Test
    void theProofHasAnEnd() {
        SpeakingOrder order = new SpeakingOrder(ClientsSpeakFirst.LEARNED);

        for (int proof = SpeakingOrder.FIRST_PROOF; proof < 4 * SpeakingOrder.LAST_PROOF; proof *= 2) {
            begin(order, WEB, true, Math.min(proof, SpeakingOrder.LAST_PROOF));
            begin(order, WEB, false, 1);
        }
        begin(order, WEB, true, SpeakingOrder.LAST_PROOF - 1);
        assertThat(order.clientsSpeakFirst(WEB)).isFalse();
        begin(order, WEB, true, 1);
        assertThat(order.clientsSpeakFirst(WEB)).isTrue();
    }

    private static void begin(SpeakingOrder order, InetSocketAddress backend, boolean byClient, int times) {
        for (int i = 0; i < times; i++) {
            order.begun(backend, byClient);
        }
    }
}
