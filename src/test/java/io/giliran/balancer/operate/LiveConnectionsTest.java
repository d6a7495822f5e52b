package io.giliran.balancer.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.FakeClient;
import io.giliran.balancer.HandClock;
import io.giliran.balancer.SampleConnection;
import io.giliran.balancer.log.ConnectionTrace;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.policy.Backend;
import io.giliran.transport.Activity;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every byte of an open connection is reported exactly once. */
final class LiveConnectionsTest {
    private final FakeClient client = new FakeClient("127.0.0.1", 40_001);
    private final Relay relay = client.relay(RelayOptions.NONE, null);
    private final List<String> told = new ArrayList<>();
    private final BalancerObserver observer = new BalancerObserver() {
        @Override
        public void moved(Backend backend, long bytesIn, long bytesOut) {
            told.add(backend.name() + " " + bytesIn + " " + bytesOut);
        }

        @Override
        public void ended(@Nullable Backend backend, long bytesIn, long bytesOut, long lifetimeNanos, String code) {
            told.add("ended " + bytesIn + " " + bytesOut);
        }
    };
    private final LiveConnections.Live live = new LiveConnections.Live(
            new ConnectionTrace(1, client, "round-robin", HandClock.START, new HandClock()),
            (why, gently) -> {},
            relay,
            observer);

    @Test
    void tellsWhatHasMovedSinceItWasAskedLastAndAtTheEndTheRest() {
        live.reportBytes();
        live.picked(SampleConnection.B1, null);
        live.reportBytes();
        assertThat(told).isEmpty();

        client.isActive(new Activity(10, 20, 0));
        live.reportBytes();
        live.reportBytes();
        client.isActive(new Activity(9, 25, 0));
        live.reportBytes();
        assertThat(told).containsExactly(B1 + " 10 20", B1 + " 0 5");

        ConnectionRecord ended = SampleConnection.served();
        live.ended(ended);
        client.isActive(new Activity(ended.bytesIn(), ended.bytesOut(), 0));
        live.reportBytes();
        assertThat(told).hasSize(3).last().isEqualTo("ended " + (ended.bytesIn() - 10) + " " + (ended.bytesOut() - 25));
    }

    private static final String B1 = SampleConnection.B1.name();
}
