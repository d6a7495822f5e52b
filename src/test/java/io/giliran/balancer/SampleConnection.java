package io.giliran.balancer;

import io.giliran.balancer.model.Attempt;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.ProxiedBy;
import io.giliran.balancer.model.Termination;
import io.giliran.policy.Backend;
import io.giliran.transport.ConnectFailure;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;

/** Records for tests of the log. */
public final class SampleConnection {
    public static final Backend B1 = new Backend(0, "b1", 1);
    public static final Backend B2 = new Backend(1, "b2", 1);

    private SampleConnection() {}

    /** Accepted at 21:14:00.123, connected after 1.9 ms, first byte 0.5 ms later, ended after 3.2 ms. */
    public static ConnectionRecord served() {
        return of(List.of(new Attempt(B1, 1_900_000, null)), B1, 1_900_000, 500_000, 3_200_000, Termination.NORMAL);
    }

    /** The same, by a proxy. */
    public static ConnectionRecord served(ProxiedBy proxy) {
        return served(served().client(), served().listener(), proxy);
    }

    /** The same, of another client. */
    public static ConnectionRecord served(SocketAddress client, SocketAddress listener) {
        return served(client, listener, null);
    }

    private static ConnectionRecord served(SocketAddress client, SocketAddress listener, ProxiedBy proxy) {
        ConnectionRecord served = served();
        return new ConnectionRecord(
                served.id(),
                served.accepted(),
                client,
                listener,
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
                proxy,
                null);
    }

    /** The first backend refuses at once, the second serves, without a byte from it; ended after 1 min 2.5 s. */
    public static ConnectionRecord servedByTheSecond() {
        return of(
                List.of(new Attempt(B1, 100_000, ConnectFailure.REFUSED), new Attempt(B2, 900_000, null)),
                B2,
                1_000_000,
                -1,
                62_500_000_000L,
                Termination.CLIENT_RESET);
    }

    /** Both backends refuse, one by saying nothing for 5 s. */
    public static ConnectionRecord unserved() {
        return of(
                List.of(
                        new Attempt(B1, 100_000, ConnectFailure.REFUSED),
                        new Attempt(B2, 5_000_000_000L, ConnectFailure.TIMEOUT)),
                null,
                -1,
                -1,
                5_000_400_000L,
                Termination.CONNECT_TIMED_OUT);
    }

    private static ConnectionRecord of(
            List<Attempt> attempts,
            Backend backend,
            long connect,
            long firstByte,
            long total,
            Termination termination) {
        boolean served = backend != null;
        return new ConnectionRecord(
                17,
                Instant.parse("2026-11-03T21:14:00.123456789Z"),
                new InetSocketAddress("127.0.0.1", 40_021),
                new InetSocketAddress("127.0.0.1", 7000),
                "round-robin",
                attempts,
                backend,
                served ? new InetSocketAddress("127.0.0.1", 7001 + backend.index()) : null,
                served ? new InetSocketAddress("127.0.0.1", 50_001) : null,
                0,
                0,
                connect,
                firstByte,
                total,
                served ? 7 : 0,
                served ? 21 : 0,
                termination,
                null,
                null,
                null);
    }
}
