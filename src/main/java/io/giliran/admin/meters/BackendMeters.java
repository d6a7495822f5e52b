package io.giliran.admin.meters;

import io.giliran.health.HealthListener;
import io.giliran.transport.ConnectFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Meters of one backend. Nothing is looked up by a text that has to be put together: who counts pays an addition or two.
 * Thread-safe.
 */
final class BackendMeters {
    /** Buckets from a connect within one machine to one that crosses continents and loses a packet or three. */
    static final Duration[] SHORT_TIMES =
            millis(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000);

    /** Fewer of the same, because each backend has them: a thousand backends are scraped too. */
    private static final Duration[] TIMES_OF_ONE = millis(0.1, 0.5, 1, 5, 10, 50, 100, 500, 1000, 5000);

    private static final Duration[] CHECK_TIMES = millis(1, 10, 100, 1000);
    private static final Duration[] LIFETIMES =
            millis(1, 10, 100, 1000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000);

    private record Picks(String policy, Counter counter) {}

    private final MeterRegistry registry;
    private final String backend;
    private final Timer connects;
    private final Timer lifetimes;
    private final Counter bytesIn;
    private final Counter bytesOut;
    private final Counter ejections;
    private final Map<ConnectFailure, Counter> connectFailures = new ConcurrentHashMap<>();
    private final Map<HealthListener.Change, Counter> healthChanges = new ConcurrentHashMap<>();
    private final Map<String, Counter> ended = new ConcurrentHashMap<>();
    private final Map<String, Counter> checks = new ConcurrentHashMap<>();
    private final Queue<Meter> all = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Picks lastPicks;
    /** Null until the first check has ended: a backend that is not checked has no series of checks. */
    private volatile @Nullable Timer checkTimes;

    BackendMeters(MeterRegistry registry, String backend) {
        this.registry = registry;
        this.backend = backend;
        connects = timer("giliran.connect", "How long it took until a backend was connected", TIMES_OF_ONE);
        lifetimes =
                timer("giliran.connection.lifetime", "From the backend's connect to the connection's end", LIFETIMES);
        bytesIn = bytes("to_backend");
        bytesOut = bytes("to_client");
        ejections = kept(Counter.builder("giliran.ejections")
                .description("How often the backend was ejected")
                .tag("backend", backend)
                .register(registry));
        for (ConnectFailure failure : ConnectFailure.values()) {
            // Shortages of this side are rare, and have no series until there is one.
            if (!failure.isOurs()) {
                connectFailures.put(failure, connectFailures(failure));
            }
        }
    }

    private Counter connectFailures(ConnectFailure failure) {
        return kept(Counter.builder("giliran.connect.failures")
                .description("Attempts at the backend that failed")
                .tag("backend", backend)
                .tag("reason", word(failure))
                .register(registry));
    }

    void picked(String policy) {
        Picks picks = lastPicks;
        if (picks == null || !picks.policy().equals(policy)) {
            picks = new Picks(
                    policy,
                    kept(Counter.builder("giliran.picks")
                            .description("How often the policy picked the backend")
                            .tag("backend", backend)
                            .tag("policy", policy)
                            .register(registry)));
            lastPicks = picks;
        }
        picks.counter().increment();
    }

    void attempted(long nanos, @Nullable ConnectFailure failure) {
        if (failure == null) {
            connects.record(nanos, TimeUnit.NANOSECONDS);
        } else {
            connectFailures.computeIfAbsent(failure, this::connectFailures).increment();
        }
    }

    void moved(long in, long out) {
        bytesIn.increment((double) in);
        bytesOut.increment((double) out);
    }

    void ended(long in, long out, long lifetimeNanos, String code) {
        moved(in, out);
        if (lifetimeNanos >= 0) {
            lifetimes.record(lifetimeNanos, TimeUnit.NANOSECONDS);
        }
        Counter counter = ended.get(code);
        if (counter == null) {
            counter = ended.computeIfAbsent(code, unused -> kept(ended(registry, backend, code)));
        }
        counter.increment();
    }

    void healthChanged(HealthListener.Change change) {
        healthChanges
                .computeIfAbsent(
                        change,
                        unused -> kept(Counter.builder("giliran.health.changes")
                                .description("What happened to the backend's health")
                                .tag("backend", backend)
                                .tag("change", word(change))
                                .register(registry)))
                .increment();
        if (change == HealthListener.Change.EJECTED) {
            ejections.increment();
        }
    }

    void checked(String result, long nanos) {
        Timer times = checkTimes;
        if (times == null) {
            // The registry gives the same one to two who come at once.
            times = timer("giliran.check", "How long a health check took", CHECK_TIMES);
            checkTimes = times;
        }
        times.record(nanos, TimeUnit.NANOSECONDS);
        checks.computeIfAbsent(
                        result,
                        unused -> kept(Counter.builder("giliran.checks")
                                .description("Health checks that ended, by HAProxy's word for how")
                                .tag("backend", backend)
                                .tag("result", result)
                                .register(registry)))
                .increment();
    }

    /** The registry forgets them. Nothing may be counted any more. */
    void remove() {
        all.forEach(registry::remove);
    }

    private <M extends Meter> M kept(M meter) {
        all.add(meter);
        return meter;
    }

    static Counter ended(MeterRegistry registry, String backend, String code) {
        return Counter.builder("giliran.connections.ended")
                .description("Connections that ended, by HAProxy's two letters for how")
                .tag("backend", backend)
                .tag("termination", code)
                .register(registry);
    }

    private Timer timer(String name, String description, Duration[] buckets) {
        return kept(Timer.builder(name)
                .description(description)
                .tag("backend", backend)
                .serviceLevelObjectives(buckets)
                .register(registry));
    }

    private Counter bytes(String direction) {
        return kept(Counter.builder("giliran.transferred")
                .description("Bytes that were moved")
                .baseUnit("bytes")
                .tag("backend", backend)
                .tag("direction", direction)
                .register(registry));
    }

    private static Duration[] millis(double... values) {
        Duration[] durations = new Duration[values.length];
        for (int i = 0; i < values.length; i++) {
            durations[i] = Duration.ofNanos(Math.round(values[i] * 1e6));
        }
        return durations;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
