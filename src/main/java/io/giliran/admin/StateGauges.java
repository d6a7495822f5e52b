package io.giliran.admin;

import io.giliran.balancer.ControlReply;
import io.giliran.balancer.ControlReply.BackendView;
import io.giliran.health.Eligibility;
import io.giliran.policy.BackendPool;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How the balancer and its backends are at the moment of a scrape. Confined to whoever scrapes. */
final class StateGauges {
    private final MultiGauge open;
    private final MultiGauge weights;
    private final MultiGauge bounds;
    private final MultiGauge eligible;
    private final MultiGauge states;
    private volatile ControlReply.Status status = new ControlReply.Status("", 0, 0, 0, false, "", -1);

    StateGauges(MeterRegistry registry) {
        FunctionCounter.builder("giliran.connections.accepted", this, gauges -> (double) gauges.status.accepted())
                .description("Clients that were accepted")
                .register(registry);
        gauge(
                registry,
                "giliran.connections.open",
                "Open connections, those without a backend yet too",
                now -> now.open());
        gauge(registry, "giliran.queue.length", "Clients that wait for a place", now -> now.queued());
        gauge(
                registry,
                "giliran.panic",
                "1 while backends are picked although they are not healthy",
                now -> now.panic().isEmpty() ? 0 : 1);
        open = perBackend(registry, "giliran.backend.connections", "Connections the backend has, pending connects too");
        weights = perBackend(registry, "giliran.backend.weight", "The backend's part relative to the others");
        bounds = perBackend(
                registry,
                "giliran.backend.connections.limit",
                "How many connections the backend may have; +Inf for any");
        eligible = perBackend(registry, "giliran.backend.eligible", "1 while the backend may be picked");
        states = perBackend(registry, "giliran.backend.state", "1 for the state the backend is in, 0 for the others");
    }

    void update(ControlReply.Status now, ControlReply.Backends backends) {
        status = now;
        // One of a name: while one leaves, another of its name may have joined. Their connections add up.
        Map<String, BackendView> byName = new LinkedHashMap<>();
        for (BackendView backend : backends.backends()) {
            byName.merge(backend.name(), backend, (one, other) -> one.isLeaving() ? other : one);
        }
        List<BackendView> views = List.copyOf(byName.values());
        Map<String, Integer> openByName = new HashMap<>();
        backends.backends().forEach(view -> openByName.merge(view.name(), view.open(), Integer::sum));
        open.register(rows(views, view -> openByName.getOrDefault(view.name(), 0)), true);
        weights.register(rows(views, BackendView::weight), true);
        bounds.register(
                rows(
                        views,
                        view -> view.maxConnections() == BackendPool.ENDLESS
                                ? Double.POSITIVE_INFINITY
                                : view.maxConnections()),
                true);
        eligible.register(rows(views, view -> view.isEligible() ? 1 : 0), true);
        List<Row<?>> inState = new ArrayList<>();
        for (BackendView view : views) {
            for (Eligibility.State state : Eligibility.State.values()) {
                inState.add(Row.of(
                        Tags.of("backend", view.name(), "state", state.name().toLowerCase(Locale.ROOT)),
                        view.state() == state ? 1 : 0));
            }
        }
        states.register(inState, true);
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToDoubleFunction<ControlReply.Status> value) {
        Gauge.builder(name, this, gauges -> value.applyAsDouble(gauges.status))
                .description(description)
                .register(registry);
    }

    private static MultiGauge perBackend(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private static List<Row<?>> rows(List<BackendView> views, ToDoubleFunction<BackendView> value) {
        List<Row<?>> rows = new ArrayList<>();
        views.forEach(view -> rows.add(Row.of(Tags.of("backend", view.name()), value.applyAsDouble(view))));
        return rows;
    }
}
