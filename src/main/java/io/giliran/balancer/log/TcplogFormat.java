package io.giliran.balancer.log;

import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.policy.Backend;
import io.giliran.settings.Endpoint;
import io.giliran.settings.IpLiteral;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Formats a connection as a line in HAProxy's {@code option tcplog} format, behind the head that syslog would write, so that
 * {@code halog} reads it:
 *
 * <pre>
 * Nov 23 21:14:00 localhost giliran[4711]: 127.0.0.1:40021 [23/Nov/2026:21:14:00.123] balancer backends/b1 0/0/3 21 -- 1/1/1/1/0 0/0
 * </pre>
 *
 * <p>Client, time of accepting, frontend, backend/server; ms in the queue / until connected / in all; bytes to the
 * client; termination; open connections of process / frontend / backends / server / retries; queue lengths. Confined to
 * one thread.
 *
 * @see <a href="https://docs.haproxy.org/2.6/configuration.html#8.2.2">HAProxy configuration manual, 8.2.2</a>
 */
final class TcplogFormat {
    private static final String FRONTEND = "balancer";
    private static final String BACKENDS = "backends";
    private static final int NO_QUEUE = 0;
    private static final int MILLIS_DIGITS = 3;

    private final TextOfSecond head;
    private final TextOfSecond acceptDate;
    private final String process;

    TcplogFormat(ZoneId zone, long pid) {
        head = new TextOfSecond(
                DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT).withZone(zone));
        acceptDate = new TextOfSecond(
                DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss", Locale.ROOT).withZone(zone));
        process = " localhost giliran[" + pid + "]: ";
    }

    /** The line, without its end. The counts include the connection itself. */
    String format(ConnectionRecord connection, OpenConnections.Snapshot open) {
        Backend backend = connection.backend();
        StringBuilder line = new StringBuilder(200);
        line.append(head.of(connection.accepted().plusNanos(connection.totalNanos())));
        line.append(process).append(address(connection.client())).append(" [");
        line.append(acceptDate.of(connection.accepted())).append('.');
        InstantText.appendDigits(line, connection.accepted().get(ChronoField.NANO_OF_SECOND), MILLIS_DIGITS);
        line.append("] ").append(FRONTEND).append(' ').append(BACKENDS).append('/');
        line.append(backend == null ? "<NOSRV>" : backend.name()).append(' ');
        line.append(millis(connection.queueNanos())).append('/').append(millis(connection.connectNanos()));
        line.append('/').append(millis(connection.totalNanos())).append(' ');
        line.append(connection.bytesOut()).append(' ');
        line.append(connection.termination().code()).append(' ');
        line.append(open.all()).append('/').append(open.all()).append('/').append(open.all());
        line.append('/').append(open.ofBackend()).append('/');
        appendRetries(line, connection);
        return line.append(' ')
                .append(NO_QUEUE)
                .append('/')
                .append(connection.queuePosition())
                .toString();
    }

    /** HAProxy writes no brackets around IPv6: whatever reads its log takes the port from behind the last colon. */
    private static String address(SocketAddress client) {
        return client instanceof InetSocketAddress ip && ip.getAddress() instanceof Inet6Address ipv6
                ? IpLiteral.format(ipv6) + ":" + ip.getPort()
                : Endpoint.format(client);
    }

    /** HAProxy marks retries that went to another server with a plus sign; ours always do. */
    private static void appendRetries(StringBuilder line, ConnectionRecord connection) {
        int retries = Math.max(0, connection.attempts().size() - 1);
        if (retries > 0) {
            line.append('+');
        }
        line.append(retries);
    }

    private static long millis(long nanos) {
        return nanos < 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
