package io.giliran.admin.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giliran.admin.http.ApiAnswer;
import io.giliran.supervision.Part;
import java.util.List;
import java.util.Locale;

/** Writes the states of the process's parts as JSON. */
final class PartsJson {
    private PartsJson() {}

    /**
     * The answer to {@code GET /health}: 200, or 503 with the reason when the process had better be restarted.
     *
     * @param isMute whether the router does not answer
     */
    static ApiAnswer health(List<Part.View> parts, boolean isMute) {
        List<String> unhealthy = parts.stream()
                .filter(Part.View::isUnhealthy)
                .map(part -> part.name() + " is " + word(part) + ", " + part.reason())
                .toList();
        boolean isHealthy = unhealthy.isEmpty() && !isMute;
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("healthy", isHealthy);
        if (!isHealthy) {
            json.put("error", unhealthy.isEmpty() ? "the balancer does not answer" : String.join("; ", unhealthy));
        }
        json.set("parts", of(parts));
        return ApiAnswer.json(isHealthy ? 200 : 503, json);
    }

    static ArrayNode of(List<Part.View> parts) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (Part.View part : parts) {
            json.addObject()
                    .put("part", part.name())
                    .put("state", word(part))
                    .put("since", part.since().toString())
                    .put("restarts", part.restarts())
                    .put("failures", part.failures())
                    .put("reason", part.reason().isEmpty() ? null : part.reason());
        }
        return json;
    }

    private static String word(Part.View part) {
        return part.state().name().toLowerCase(Locale.ROOT);
    }
}
