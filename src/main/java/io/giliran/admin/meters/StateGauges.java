package io.giliran.admin.meters;

import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.balancer.operate.ControlReply.BackendView;
import io.giliran.policy.BackendPool;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The balancer and its backends as they are at a scrape. The series are made for each scrape from the router's answers, and
 * nothing is kept of a backend between two scrapes. Confined to whoever scrapes.
 */
final class StateGauges implements MultiCollector {
    private static final String BACKEND = "backend";

    private ControlReply.Status status = new ControlReply.Status("", 0, 0, 0, false, "", -1, AccessLog.Figures.NONE);
    private List<BackendView> views = List.of();
    private Map<String, Integer> openByName = Map.of();

    void update(ControlReply.Status now, ControlReply.Backends backends) {
        status = now;
        // One of a name: while one leaves, another of its name may have joined; their connections add up.
        Map<String, BackendView> byName = new LinkedHashMap<>();
        for (BackendView backend : backends.backends()) {
            byName.merge(backend.name(), backend, (one, other) -> one.isLeaving() ? other : one);
        }
        views = List.copyOf(byName.values());
        Map<String, Integer> sums = new HashMap<>();
        backends.backends().forEach(view -> sums.merge(view.name(), view.open(), Integer::sum));
        openByName = sums;
    }

    @Override
    public MetricSnapshots collect() {
        return MetricSnapshots.of(
                counter("giliran_connections_accepted", "Clients that were accepted", status.accepted()),
                counter(
                        "giliran_access_log_lines",
                        "Entries that were handed to the files of the access log",
                        status.log().written()),
                counter(
                        "giliran_access_log_lines_lost",
                        "Lines of the access log that the disk has not taken",
                        status.log().lost()),
                one(
                        "giliran_access_log_queue_length",
                        "Entries of the access log that wait for the disk",
                        status.log().waiting()),
                one(
                        "giliran_access_log_stalled",
                        "1 while entries of the access log are dropped because the disk takes nothing",
                        status.log().isStalled() ? 1 : 0),
                one("giliran_connections_open", "Open connections, those without a backend yet too", status.open()),
                one("giliran_queue_length", "Clients that wait for a place", status.queued()),
                one(
                        "giliran_panic",
                        "1 while backends are picked although they are not healthy",
                        status.panic().isEmpty() ? 0 : 1),
                perBackend(
                        "giliran_backend_connections",
                        "Connections the backend has, pending connects too",
                        view -> openByName.getOrDefault(view.name(), 0)),
                perBackend("giliran_backend_weight", "The backend's part relative to the others", BackendView::weight),
                perBackend(
                        "giliran_backend_connections_limit",
                        "How many connections the backend may have; +Inf for any",
                        view -> view.maxConnections() == BackendPool.ENDLESS
                                ? Double.POSITIVE_INFINITY
                                : view.maxConnections()),
                perBackend(
                        "giliran_backend_eligible",
                        "1 while the backend may be picked",
                        view -> view.isEligible() ? 1 : 0),
                states());
    }

    private GaugeSnapshot states() {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder()
                .name("giliran_backend_state")
                .help("1 for the state the backend is in; the other states have no series");
        for (BackendView view : views) {
            String state = view.state().name().toLowerCase(Locale.ROOT);
            gauge.dataPoint(point(Labels.of(BACKEND, view.name(), "state", state), 1));
        }
        return gauge.build();
    }

    private GaugeSnapshot perBackend(String name, String help, ToDoubleFunction<BackendView> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        for (BackendView view : views) {
            gauge.dataPoint(point(Labels.of(BACKEND, view.name()), value.applyAsDouble(view)));
        }
        return gauge.build();
    }

    private static CounterSnapshot counter(String name, String help, long value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value((double) value)
                        .build())
                .build();
    }

    private static GaugeSnapshot one(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(Labels.EMPTY, value))
                .build();
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
