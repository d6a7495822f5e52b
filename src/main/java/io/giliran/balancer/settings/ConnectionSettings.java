package io.giliran.balancer.settings;

import io.giliran.balancer.model.Destination;
import io.giliran.settings.SettingsReader;
import io.giliran.transport.RelayOptions;
import io.giliran.transport.tls.TlsClient;
import io.giliran.transport.tls.TlsWish;
import io.giliran.workload.RandomStream;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one client's connection.
 *
 * @param connectTimeout for one attempt at one backend
 * @param retries number of other backends that are tried; empty for all
 * @param retryDeadline time from accept after which no other backend is tried; zero for none
 * @param idleTimeout without a byte either way; zero for never
 * @param halfClosedTimeout after one side has finished sending; zero for never
 * @param maxAge zero for none
 * @param maxAgeJitter part of maxAge, 0 to 1, by up to which a connection's age limit is shortened at random
 * @param keepAlive whether TCP keep-alive is on
 * @param backendTls TLS towards the backends that ask for it
 */
public record ConnectionSettings(
        Duration connectTimeout,
        OptionalInt retries,
        Duration retryDeadline,
        Duration idleTimeout,
        Duration halfClosedTimeout,
        Duration maxAge,
        double maxAgeJitter,
        boolean keepAlive,
        TlsClient backendTls) {
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(100);
    private static final int UNUSED_BITS = 11;
    private static final double UNIT = 0x1p-53;
    private static final int MOST_RETRIES = 1_000;

    static ConnectionSettings from(SettingsReader reader) {
        return new ConnectionSettings(
                reader.duration("connect-timeout", LEAST),
                reader.string("retries").equals("all")
                        ? OptionalInt.empty()
                        : OptionalInt.of(reader.integer("retries", 0, MOST_RETRIES)),
                reader.offOrDuration("retry-deadline", LEAST),
                reader.offOrDuration("idle-timeout", LEAST_TIMEOUT),
                reader.offOrDuration("half-closed-timeout", LEAST_TIMEOUT),
                reader.offOrDuration("max-age", LEAST_TIMEOUT),
                reader.number("max-age-jitter", 0, 1),
                reader.onOff("keep-alive"),
                BackendTlsSettings.from(reader.at("backend-tls")));
    }

    /** Returns the TLS configuration towards a backend; null when it is not used. */
    @Nullable
    public TlsWish tlsWith(Destination backend) {
        return backend.tls() == null ? null : new TlsWish(backendTls, backend.tls());
    }

    /** Whether another backend may be tried after so many were. */
    public boolean allowsAnother(int tried, long sinceAcceptedNanos) {
        return (retries.isEmpty() || tried <= retries.getAsInt())
                && (retryDeadline.isZero() || sinceAcceptedNanos < retryDeadline.toNanos());
    }

    /** The options of a connection; its greatest age is drawn from its number. */
    public RelayOptions relayOptions(long connection) {
        double drawn = (RandomStream.mix(connection) >>> UNUSED_BITS) * UNIT;
        Duration age = maxAge.isZero() || maxAgeJitter == 0
                ? maxAge
                : Duration.ofNanos(Math.round(maxAge.toNanos() * (1 - maxAgeJitter * drawn)));
        return new RelayOptions(idleTimeout, halfClosedTimeout, age, keepAlive);
    }
}
