package io.giliran.balancer.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.SampleConnection;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.transport.UnixClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** The lines are what HAProxy 2.6's manual, 8.2.2, says of each field. */
final class TcplogFormatTest {
    private final TcplogFormat format = new TcplogFormat(ZoneOffset.UTC, 4711);
    private final OpenConnections open = new OpenConnections(2);

    @Test
    void aServedConnection() {
        open.reserve();
        open.opened(SampleConnection.B1);

        // The head has the time of the end, 3.2 ms later; a day below 10 has a blank before it, as syslog's has.
        assertThat(line(format, SampleConnection.served()))
                .isEqualTo("Nov  3 21:14:00 localhost giliran[4711]: 127.0.0.1:40021 [03/Nov/2026:21:14:00.123]"
                        + " balancer backends/b1 0/1/3 21 -- 1/1/1/1/0 0/0");
    }

    @Test
    void aConnectionThatASecondBackendServed() {
        for (int i = 0; i < 5; i++) {
            open.reserve();
        }
        open.opened(SampleConnection.B1);
        open.opened(SampleConnection.B2);
        open.opened(SampleConnection.B2);

        // One retry, with another server: +1. Ended 62.5 s after it was accepted.
        assertThat(line(format, SampleConnection.servedByTheSecond()))
                .isEqualTo("Nov  3 21:15:02 localhost giliran[4711]: 127.0.0.1:40021 [03/Nov/2026:21:14:00.123]"
                        + " balancer backends/b2 0/1/62500 21 CD 5/5/5/2/+1 0/0");
    }

    @Test
    void aConnectionThatNobodyServed() {
        open.reserve();

        // Two attempts are one retry; -1 where connected would stand.
        assertThat(line(format, SampleConnection.unserved()))
                .isEqualTo("Nov  3 21:14:05 localhost giliran[4711]: 127.0.0.1:40021 [03/Nov/2026:21:14:00.123]"
                        + " balancer backends/<NOSRV> 0/-1/5000 0 sC 1/1/1/0/+1 0/0");
    }

    /** As HAProxy does, for which the number is that of the listener. */
    @Test
    void aClientOfAUnixSocket() {
        open.reserve();
        open.opened(SampleConnection.B1);

        assertThat(line(
                        format,
                        SampleConnection.served(
                                new UnixClient("ana", "staff"), UnixDomainSocketAddress.of("/run/l.sock"))))
                .isEqualTo("Nov  3 21:14:00 localhost giliran[4711]: unix:1 [03/Nov/2026:21:14:00.123]"
                        + " balancer backends/b1 0/1/3 21 -- 1/1/1/1/0 0/0");
    }

    /** Without brackets, as HAProxy writes it; the JSON line has them. */
    @Test
    void aClientOfIpv6() throws UnknownHostException {
        open.reserve();
        open.opened(SampleConnection.B1);
        SocketAddress client = new InetSocketAddress(InetAddress.getByName("2001:db8:0:0:0:0:0:1"), 37_084);

        assertThat(line(format, SampleConnection.served(client, client)))
                .contains("giliran[4711]: 2001:db8::1:37084 [03/Nov/2026:21:14:00.123] balancer ");
    }

    @Test
    void timesAreOfTheZone() {
        TcplogFormat jakarta = new TcplogFormat(ZoneId.of("Asia/Jakarta"), 1);

        assertThat(line(jakarta, SampleConnection.served()))
                .startsWith("Nov  4 04:14:00 localhost giliran[1]: 127.0.0.1:40021 [04/Nov/2026:04:14:00.123] ");
    }

    @Test
    void everyMonthHasItsEnglishName() {
        String[] months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        for (int month = 1; month <= 12; month++) {
            Instant accepted = Instant.parse("2026-%02d-15T12:00:00Z".formatted(month));

            assertThat(line(format, acceptedAt(accepted)))
                    .startsWith(months[month - 1] + " 15 12:00:00 ")
                    .contains("[15/" + months[month - 1] + "/2026:12:00:00.000]");
        }
    }

    private String line(TcplogFormat written, ConnectionRecord connection) {
        return written.format(connection, open.snapshot(connection.backend()));
    }

    private static ConnectionRecord acceptedAt(Instant accepted) {
        ConnectionRecord served = SampleConnection.served();
        return new ConnectionRecord(
                served.id(),
                accepted,
                served.client(),
                served.listener(),
                served.policy(),
                served.attempts(),
                served.backend(),
                served.backendAddress(),
                served.backendLegLocal(),
                served.queueNanos(),
                served.queuePosition(),
                served.connectNanos(),
                served.firstByteNanos(),
                served.totalNanos(),
                served.bytesIn(),
                served.bytesOut(),
                served.termination(),
                served.explanation(),
                served.proxiedBy(),
                null);
    }
}
