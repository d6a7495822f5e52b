package io.giliran.admin.meters;

import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.health.HealthListener;
import io.giliran.policy.Backend;
import io.giliran.report.GiliranVersion;
import io.giliran.transport.ConnectFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Counts the events of a balancer, and renders the metrics in Prometheus text format. Thread-safe. */
public final class MetricsObserver implements BalancerObserver {
    /** The name that stands for no backend, as in HAProxy's logs. No backend can be called so. */
    static final String NO_BACKEND = "<NOSRV>";

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ConcurrentHashMap<String, BackendMeters> backends = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Counter> endedWithoutBackend = new ConcurrentHashMap<>();
    private final StateGauges state = new StateGauges();
    private final MultiGauge certificates = MultiGauge.builder("giliran.tls.certificate.not.after.seconds")
            .description("When the first certificate of the chain runs out, in seconds since 1970")
            .register(registry);
    private final Counter queued = Counter.builder("giliran.queued")
            .description("Clients that had to wait for a place")
            .register(registry);
    private final Timer waited = Timer.builder("giliran.queue.wait")
            .description("How long clients waited for a place, whatever became of them")
            .serviceLevelObjectives(BackendMeters.SHORT_TIMES)
            .register(registry);
    private final Counter wrongTokens = Counter.builder("giliran.admin.wrong.tokens")
            .description("Calls of the API without a valid token")
            .register(registry);
    private final Counter retries = Counter.builder("giliran.retries")
            .description("Clients passed over to another backend when one could not be connected")
            .register(registry);

    /** Counts from now on. */
    public MetricsObserver() {
        registry.getPrometheusRegistry().register(state);
        // The names that Prometheus' own client libraries give them: process_*, jvm_*.
        JvmMetrics.builder().register(registry.getPrometheusRegistry());
        Info.builder()
                .name("giliran_build_info")
                .help("The version that runs, and the Java it runs on")
                .labelNames("version", "java")
                .register(registry.getPrometheusRegistry())
                .setLabelValues(GiliranVersion.get(), Runtime.version().toString());
    }

    /** Calls of the API without a valid token. */
    public Counter wrongTokens() {
        return wrongTokens;
    }

    @Override
    public void joined(String backend) {
        of(backend);
    }

    @Override
    public void gone(String backend) {
        BackendMeters meters = backends.remove(backend);
        if (meters != null) {
            meters.remove();
        }
    }

    @Override
    public void picked(String policy, Backend backend) {
        of(backend.name()).picked(policy);
    }

    @Override
    public void attempted(Backend backend, long nanos, @Nullable ConnectFailure failure) {
        of(backend.name()).attempted(nanos, failure);
    }

    @Override
    public void passedOver() {
        retries.increment();
    }

    @Override
    public void queued() {
        queued.increment();
    }

    @Override
    public void unqueued(long waitedNanos) {
        waited.record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void moved(Backend backend, long bytesIn, long bytesOut) {
        of(backend.name()).moved(bytesIn, bytesOut);
    }

    @Override
    public void ended(@Nullable Backend backend, long bytesIn, long bytesOut, long lifetimeNanos, String code) {
        if (backend == null) {
            refused(code);
        } else {
            of(backend.name()).ended(bytesIn, bytesOut, lifetimeNanos, code);
        }
    }

    @Override
    public void refused(String code) {
        endedWithoutBackend
                .computeIfAbsent(code, unused -> BackendMeters.ended(registry, NO_BACKEND, code))
                .increment();
    }

    @Override
    public void certificates(Map<String, Instant> ends) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        ends.forEach((name, end) -> rows.add(MultiGauge.Row.of(Tags.of("name", name), end.getEpochSecond())));
        certificates.register(rows, true);
    }

    @Override
    public void healthChanged(String backend, HealthListener.Change change) {
        of(backend).healthChanged(change);
    }

    @Override
    public void checked(String backend, String result, long nanos) {
        of(backend).checked(result, nanos);
    }

    /** Renders all meters, with the present state of the balancer. */
    public synchronized String scrape(ControlReply.Status status, ControlReply.Backends now) {
        state.update(status, now);
        return registry.scrape(TEXT);
    }

    private BackendMeters of(String name) {
        BackendMeters meters = backends.get(name);
        return meters == null ? backends.computeIfAbsent(name, added -> new BackendMeters(registry, added)) : meters;
    }
}
