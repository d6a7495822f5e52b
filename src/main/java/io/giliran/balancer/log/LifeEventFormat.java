package io.giliran.balancer.log;

import com.fasterxml.jackson.core.JsonGenerator;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.settings.Endpoint;
import io.giliran.transport.Activity;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Formats a stage of a connection's life as a JSON object, with the number by which the stages of a connection join. Confined
 * to one thread.
 */
final class LifeEventFormat {
    private final JsonText json = new JsonText();
    private final InstantText times = new InstantText();

    /** Appends the line, without its end. */
    void putTo(OutputStream out, LifeEvent event) {
        json.putTo(out, line -> {
            line.writeStringField("time", times.of(event.accepted().plusNanos(event.sinceNanos())));
            line.writeNumberField("connection", event.connection());
            write(line, event.stage());
        });
    }

    private static void write(JsonGenerator line, LifeEvent.Stage stage) throws IOException {
        if (stage instanceof LifeEvent.Accepted accepted) {
            line.writeStringField("event", "accept");
            line.writeStringField("client", Endpoint.format(accepted.client()));
            line.writeStringField("listener", Endpoint.format(accepted.listener()));
            if (accepted.serverName() != null) {
                line.writeStringField("sni", accepted.serverName());
            }
        } else if (stage instanceof LifeEvent.Queued queued) {
            line.writeStringField("event", "queue");
            line.writeNumberField("position", queued.position());
        } else if (stage instanceof LifeEvent.Picked picked) {
            write(line, picked);
        } else if (stage instanceof LifeEvent.Attempted attempted) {
            line.writeStringField("event", attempted.failure() == null ? "connected" : "attempt");
            line.writeStringField("backend", attempted.backend());
            line.writeNumberField("ns", attempted.nanos());
            if (attempted.failure() != null) {
                line.writeStringField("failure", word(attempted.failure()));
            }
        } else if (stage instanceof LifeEvent.FirstByte first) {
            line.writeStringField("event", "first_byte");
            line.writeNumberField("ns", first.nanos());
        } else if (stage instanceof LifeEvent.HalfClosed half) {
            line.writeStringField("event", "half_close");
            line.writeStringField("side", word(half.side()));
        } else if (stage instanceof LifeEvent.Moved moved) {
            Activity activity = moved.activity();
            line.writeStringField("event", "bytes");
            line.writeNumberField("bytes_in", activity.bytesFromClient());
            line.writeNumberField("bytes_out", activity.bytesFromBackend());
            line.writeNumberField("idle_ns", activity.idleNanos());
        } else if (stage instanceof LifeEvent.Ended ended) {
            write(line, ended.connection());
        }
    }

    private static void write(JsonGenerator line, LifeEvent.Picked picked) throws IOException {
        line.writeStringField("event", "pick");
        line.writeStringField("backend", picked.backend());
        line.writeStringField("policy", picked.policy());
        PickExplanation why = picked.why();
        if (why == null) {
            return;
        }
        if (why.route() != null) {
            line.writeStringField("route", why.route());
        }
        line.writeStringField("rule", why.rule());
        Map<String, Double> scores = new LinkedHashMap<>();
        why.scores().forEach(score -> scores.putIfAbsent(score.backend(), score.value()));
        line.writeObjectFieldStart("scores");
        for (Map.Entry<String, Double> score : scores.entrySet()) {
            line.writeNumberField(score.getKey(), score.getValue());
        }
        line.writeEndObject();
        line.writeObjectFieldStart("skipped");
        for (Map.Entry<String, String> skipped : why.skipped().entrySet()) {
            line.writeStringField(skipped.getKey(), skipped.getValue());
        }
        line.writeEndObject();
        line.writeArrayFieldStart("draws");
        for (String draw : why.draws()) {
            line.writeString(draw);
        }
        line.writeEndArray();
    }

    private static void write(JsonGenerator line, ConnectionRecord ended) throws IOException {
        line.writeStringField("event", "end");
        if (ended.backend() != null) {
            line.writeStringField("backend", ended.backend().name());
        }
        line.writeNumberField("total_ns", ended.totalNanos());
        line.writeNumberField("bytes_in", ended.bytesIn());
        line.writeNumberField("bytes_out", ended.bytesOut());
        line.writeStringField("termination", ended.termination().code());
        line.writeStringField("ended", word(ended.termination()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
