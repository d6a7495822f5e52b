package io.giliran.admin.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.giliran.report.PlainJson;
import java.util.Map;

/** Answer to a call. */
public record ApiAnswer(int status, String contentType, String body, Map<String, String> headers) {
    static final String JSON = "application/json";

    public static ApiAnswer json(int status, JsonNode body) {
        return new ApiAnswer(status, JSON, PlainJson.text(body) + "\n", Map.of());
    }

    public static ApiAnswer ok(JsonNode body) {
        return json(200, body);
    }

    /**
     * An answer that refuses.
     *
     * @param reason one line
     */
    public static ApiAnswer error(int status, String reason) {
        return json(status, JsonNodeFactory.instance.objectNode().put("error", reason));
    }

    ApiAnswer with(String header, String value) {
        return new ApiAnswer(status, contentType, body, Map.of(header, value));
    }
}
