package io.giliran.balancer.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.FakeClient;
import io.giliran.balancer.HandClock;
import io.giliran.balancer.model.Attempt;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.SampleDestinations;
import io.giliran.balancer.model.Termination;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.RelayEnd;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConnectionTraceTest {
    private static final Destination B1 = SampleDestinations.of(2).get(0);
    private static final Destination B2 = SampleDestinations.of(2).get(1);
    private static final InetSocketAddress LEG = new InetSocketAddress("127.0.0.1", 50_001);
    private static final FakeClient CLIENT = new FakeClient("127.0.0.1", 40_021);

    private final HandClock clock = new HandClock();
    private final ConnectionTrace trace = new ConnectionTrace(5, CLIENT, "random", HandClock.START, clock);

    @Test
    void takesDownAServedConnection() {
        clock.passMillis(1);
        trace.picked(B1, null);
        clock.passMillis(2);
        assertThat(trace.connected(B1, LEG)).isEqualTo(2_000_000);
        clock.passMillis(4);
        assertThat(trace.firstByte()).isEqualTo(4_000_000);
        clock.passMillis(8);

        ConnectionRecord ended = trace.ended(new RelayEnd(RelayEnd.Cause.FINISHED, 10, 20), null);
        assertThat(ended.lifetimeNanos()).isEqualTo(12_000_000);
        assertThat(ended)
                .isEqualTo(new ConnectionRecord(
                        5,
                        HandClock.START,
                        CLIENT.remoteAddress(),
                        FakeClient.LISTENER,
                        "random",
                        List.of(new Attempt(B1.backend(), 2_000_000, null)),
                        B1.backend(),
                        B1.address(),
                        LEG,
                        0,
                        0,
                        3_000_000,
                        4_000_000,
                        15_000_000,
                        10,
                        20,
                        Termination.NORMAL,
                        null,
                        null,
                        null));
    }

    @Test
    void eachAttemptIsTimedFromItsOwnStart() {
        trace.picked(B1, null);
        clock.passMillis(1);
        trace.connectFailed(B1, ConnectFailure.REFUSED);
        clock.passMillis(2);
        trace.picked(B2, null);
        clock.passMillis(4);
        trace.connected(B2, LEG);

        ConnectionRecord ended = trace.ended(new RelayEnd(RelayEnd.Cause.BACKEND_RESET, 0, 0), null);
        assertThat(ended.attempts())
                .containsExactly(
                        new Attempt(B1.backend(), 1_000_000, ConnectFailure.REFUSED),
                        new Attempt(B2.backend(), 4_000_000, null));
        assertThat(ended.connectNanos()).isEqualTo(7_000_000);
        assertThat(ended.firstByteNanos()).isEqualTo(-1);
        assertThat(ended.termination()).isEqualTo(Termination.BACKEND_RESET);
    }

    @Test
    void whatWasNeverConnectedHasNoLifetimeAndNoBackend() {
        trace.picked(B1, null);
        clock.passMillis(5_000);
        trace.connectFailed(B1, ConnectFailure.TIMEOUT);

        ConnectionRecord ended = trace.ended(new RelayEnd(RelayEnd.Cause.CLOSED, 0, 0), null);
        assertThat(ended.lifetimeNanos()).isEqualTo(-1);
        assertThat(ended.backend()).isNull();
        assertThat(ended.backendAddress()).isNull();
        assertThat(ended.backendLegLocal()).isNull();
        assertThat(ended.connectNanos()).isEqualTo(-1);
        assertThat(ended.totalNanos()).isEqualTo(5_000_000_000L);
        assertThat(ended.termination()).isEqualTo(Termination.CONNECT_TIMED_OUT);
    }

    @Test
    void anEarlierTimeoutIsNotTheReason() {
        trace.picked(B1, null);
        trace.connectFailed(B1, ConnectFailure.TIMEOUT);
        trace.picked(B2, null);
        trace.connectFailed(B2, ConnectFailure.REFUSED);

        assertThat(trace.ended(new RelayEnd(RelayEnd.Cause.CLOSED, 0, 0), null).termination())
                .isEqualTo(Termination.CONNECT_FAILED);
    }
}
