package io.giliran.balancer;

import io.giliran.policy.Backend;
import io.giliran.settings.Endpoint;
import io.giliran.transport.Activity;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells the log each stage of one connection, when that is wanted; else does nothing. Confined to its connection's actor. */
final class ConnectionLife {
    private final @Nullable AccessLog log;
    private final ConnectionTrace trace;

    ConnectionLife(AccessLog log, ConnectionTrace trace) {
        this.log = log.takesEvents() ? log : null;
        this.trace = trace;
        if (isTold()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("client", Endpoint.format(trace.client()));
            fields.put("listener", Endpoint.format(trace.listener()));
            tell("accept", fields);
        }
    }

    private boolean isTold() {
        return log != null;
    }

    void queued(int position) {
        if (isTold()) {
            tell("queue", Map.of("position", position));
        }
    }

    void picked(Backend backend, @Nullable PickExplanation why) {
        if (isTold()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("backend", backend.name());
            fields.put("policy", trace.policy());
            if (why != null) {
                fields.put("rule", why.rule());
                fields.put(
                        "scores",
                        why.scores().stream()
                                .collect(Collectors.toMap(
                                        PickExplanation.Score::backend,
                                        PickExplanation.Score::value,
                                        (one, other) -> one,
                                        LinkedHashMap::new)));
                fields.put("skipped", why.skipped());
                fields.put("draws", why.draws());
            }
            tell("pick", fields);
        }
    }

    void attempted(Backend backend, long nanos, @Nullable ConnectFailure failure) {
        if (isTold()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("backend", backend.name());
            fields.put("ns", nanos);
            if (failure != null) {
                fields.put("failure", failure.name().toLowerCase(Locale.ROOT));
            }
            tell(failure == null ? "connected" : "attempt", fields);
        }
    }

    void firstByte(long nanos) {
        if (isTold()) {
            tell("first_byte", Map.of("ns", nanos));
        }
    }

    void halfClosed(Leg side) {
        if (isTold()) {
            tell("half_close", Map.of("side", side.name().toLowerCase(Locale.ROOT)));
        }
    }

    void moved(Activity activity) {
        if (isTold()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("bytes_in", activity.bytesFromClient());
            fields.put("bytes_out", activity.bytesFromBackend());
            fields.put("idle_ns", activity.idleNanos());
            tell("bytes", fields);
        }
    }

    void ended(ConnectionRecord record) {
        if (isTold()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            if (record.backend() != null) {
                fields.put("backend", record.backend().name());
            }
            fields.put("total_ns", record.totalNanos());
            fields.put("bytes_in", record.bytesIn());
            fields.put("bytes_out", record.bytesOut());
            fields.put("termination", record.termination().code());
            fields.put("ended", record.termination().name().toLowerCase(Locale.ROOT));
            tell("end", fields);
        }
    }

    private void tell(String event, Map<String, Object> fields) {
        Objects.requireNonNull(log).tell(new LifeEvent(trace.id(), trace.now(), event, fields));
    }
}
