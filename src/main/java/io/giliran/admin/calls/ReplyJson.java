package io.giliran.admin.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.policy.BackendPool;
import io.giliran.report.GiliranVersion;
import java.util.Locale;
import java.util.TreeMap;

/** Replies of the balancer as JSON. */
final class ReplyJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ReplyJson() {}

    static ObjectNode of(ControlReply.Status status) {
        ObjectNode json = JSON.objectNode()
                .put("version", GiliranVersion.get())
                .put("policy", status.policy())
                .put("accepted", status.accepted())
                .put("open", status.open())
                .put("queued", status.queued())
                .put("explains", status.explains());
        json.put("panic", status.panic().isEmpty() ? null : status.panic());
        json.put("rebalance_excess", status.excess() < 0 ? null : status.excess());
        return json;
    }

    static ObjectNode of(ControlReply.Backends backends) {
        ObjectNode json = JSON.objectNode();
        ArrayNode all = json.putArray("backends");
        backends.backends().forEach(backend -> all.add(of(backend)));
        return json;
    }

    static ObjectNode of(ControlReply.BackendView backend) {
        ObjectNode json = JSON.objectNode()
                .put("name", backend.name())
                .put("address", backend.address())
                .put("weight", backend.weight())
                .put(
                        "max_connections",
                        backend.maxConnections() == BackendPool.ENDLESS ? null : (Integer) backend.maxConnections())
                .put("backup", backend.backup())
                .put("admin", word(backend.admin()))
                .put("state", word(backend.state()))
                .put("eligible", backend.isEligible())
                .put("reason", backend.reason())
                .put("open", backend.open())
                .put("picks", backend.picks())
                .put("leaving", backend.isLeaving())
                .put("origin", word(backend.origin()));
        ArrayNode names = json.putArray("sni");
        backend.serverNames().forEach(names::add);
        return json;
    }

    static ObjectNode of(ControlReply.Connections connections) {
        ObjectNode json = JSON.objectNode();
        ArrayNode shown = json.putArray("connections");
        connections.connections().forEach(connection -> shown.add(of(connection)));
        return json.put("total", connections.total());
    }

    static ObjectNode of(ControlReply.ConnectionView connection) {
        ObjectNode json = JSON.objectNode()
                .put("id", connection.id())
                .put("client", connection.client())
                .put("accepted", connection.accepted().toString())
                .put("sni", connection.serverName())
                .put("backend", connection.backend())
                .put("bytes_in", connection.bytesIn())
                .put("bytes_out", connection.bytesOut())
                .put("idle_ns", connection.idleNanos());
        PickExplanation explanation = connection.explanation();
        json.set("explanation", explanation == null ? JSON.nullNode() : of(explanation));
        return json;
    }

    private static ObjectNode of(PickExplanation explanation) {
        ObjectNode json = JSON.objectNode().put("route", explanation.route());
        ArrayNode scores = json.putArray("scores");
        explanation
                .scores()
                .forEach(score ->
                        scores.addObject().put("backend", score.backend()).put("value", score.value()));
        ObjectNode skipped = json.putObject("skipped");
        new TreeMap<>(explanation.skipped()).forEach(skipped::put);
        ArrayNode draws = json.putArray("draws");
        explanation.draws().forEach(draws::add);
        return json.put("rule", explanation.rule());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
