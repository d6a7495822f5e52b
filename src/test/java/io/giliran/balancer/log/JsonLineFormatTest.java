package io.giliran.balancer.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.FakeClient;
import io.giliran.balancer.HandClock;
import io.giliran.balancer.SampleConnection;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.ProxiedBy;
import io.giliran.balancer.model.SampleDestinations;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.UnixClient;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

final class JsonLineFormatTest {
    private static final String HEAD = "{\"connection\":17,\"accepted\":\"2026-11-03T21:14:00.123456789Z\","
            + "\"client\":\"127.0.0.1:40021\",\"listener\":\"127.0.0.1:7000\",\"policy\":\"round-robin\",";

    private final JsonLineFormat format = new JsonLineFormat();

    @Test
    void aServedConnection() {
        assertThat(line(SampleConnection.served()))
                .isEqualTo(HEAD
                        + "\"backend\":\"b1\",\"backend_address\":\"127.0.0.1:7001\",\"backend_leg\":\"127.0.0.1:50001\","
                        + "\"attempts\":[{\"backend\":\"b1\",\"ns\":1900000}],"
                        + "\"connect_ns\":1900000,\"first_byte_ns\":500000,\"total_ns\":3200000,"
                        + "\"bytes_in\":7,\"bytes_out\":21,\"termination\":\"--\",\"ended\":\"normal\"}");
    }

    @Test
    void whatWasNotReachedIsAbsent() {
        assertThat(line(SampleConnection.unserved()))
                .isEqualTo(HEAD
                        + "\"attempts\":[{\"backend\":\"b1\",\"ns\":100000,\"failure\":\"refused\"},"
                        + "{\"backend\":\"b2\",\"ns\":5000000000,\"failure\":\"timeout\"}],"
                        + "\"total_ns\":5000400000,"
                        + "\"bytes_in\":0,\"bytes_out\":0,\"termination\":\"sC\",\"ended\":\"connect_timed_out\"}");
    }

    @Test
    void aBackendThatNeverSpokeHasNoFirstByte() {
        assertThat(line(SampleConnection.servedByTheSecond()))
                .contains("\"connect_ns\":1000000,\"total_ns\":62500000000,")
                .contains("{\"backend\":\"b2\",\"ns\":900000}],");
    }

    /** Behind the listener. */
    @Test
    void aProxyInFront() {
        ProxiedBy all = new ProxiedBy(new InetSocketAddress("10.0.0.1", 9), "db.example", "17-a", null);
        ProxiedBy refused = new ProxiedBy(new InetSocketAddress("10.0.0.1", 9), null, null, "the line is long");

        assertThat(line(SampleConnection.served(all)))
                .contains("\"listener\":\"127.0.0.1:7000\",\"proxied_by\":\"10.0.0.1:9\","
                        + "\"proxy_authority\":\"db.example\",\"proxy_unique_id\":\"17-a\",\"policy\":");
        assertThat(line(SampleConnection.served(refused)))
                .contains("\"proxied_by\":\"10.0.0.1:9\",\"proxy_fault\":\"the line is long\",\"policy\":");
    }

    @Test
    void aClientOfAUnixSocketAndItsUser() {
        SocketAddress file = UnixDomainSocketAddress.of("/run/l.sock");

        assertThat(line(SampleConnection.served(UnixClient.ANYBODY, file)))
                .contains("\"client\":\"unix:1\",\"listener\":\"unix:/run/l.sock\",\"policy\":");
        assertThat(line(SampleConnection.served(new UnixClient("ana", "staff"), file)))
                .contains("\"client\":\"unix:1\",\"client_user\":\"ana\",\"client_group\":\"staff\","
                        + "\"listener\":\"unix:/run/l.sock\",\"policy\":");
    }

    @Test
    void aTimeOfNothingIsThere() {
        ConnectionTrace trace =
                new ConnectionTrace(1, new FakeClient("127.0.0.1", 40_021), "random", HandClock.START, new HandClock());
        Destination b1 = SampleDestinations.of(1).get(0);
        trace.picked(b1, null);
        trace.connected(b1, new InetSocketAddress("127.0.0.1", 50_001));
        trace.firstByte();

        assertThat(line(trace.ended(new RelayEnd(RelayEnd.Cause.FINISHED, 0, 0), null)))
                .contains("\"connect_ns\":0,\"first_byte_ns\":0,\"total_ns\":0,");
    }

    private String line(ConnectionRecord connection) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        format.putTo(line, connection);
        return line.toString(UTF_8);
    }
}
