package io.giliran.admin.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of a call's body. What is unknown, missing or of another kind is refused by name. */
public final class JsonFields {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode object;
    private final List<String> names;

    private JsonFields(JsonNode object, List<String> names) {
        this.object = object;
        this.names = names;
    }

    /** The body, in which there may be these fields and no others. */
    public static JsonFields of(ApiRequest request, String... names) {
        if (!request.contentType().equals(ApiAnswer.JSON)) {
            throw new ApiRefusal(
                    415,
                    "the body is " + (request.contentType().isEmpty() ? "of no kind" : request.contentType())
                            + "; valid is Content-Type: " + ApiAnswer.JSON);
        }
        JsonFields fields = new JsonFields(parse(request.body()), List.of(names));
        List<String> unknown = new ArrayList<>();
        fields.object.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(fields.names);
        if (!unknown.isEmpty()) {
            throw ApiRefusal.badRequest("field " + unknown.get(0) + " is not known; " + fields.valid());
        }
        return fields;
    }

    private static JsonNode parse(String body) {
        JsonNode parsed;
        try {
            parsed = MAPPER.readTree(body);
        } catch (JsonProcessingException broken) {
            String line = broken.getOriginalMessage().lines().findFirst().orElse("");
            throw ApiRefusal.badRequest("the body is not JSON: " + line);
        }
        if (!parsed.isObject()) {
            throw ApiRefusal.badRequest("the body is not a JSON object");
        }
        return parsed;
    }

    public String valid() {
        return names.size() == 1 ? "valid is " + names.get(0) : "valid are " + String.join(", ", names);
    }

    public boolean has(String name) {
        return object.has(name);
    }

    public boolean isNull(String name) {
        return object.path(name).isNull();
    }

    public String text(String name) {
        return required(name, "a text", value -> value.isTextual() ? value.textValue() : null);
    }

    public boolean flag(String name) {
        return required(name, "true or false", value -> value.isBoolean() ? value.booleanValue() : null);
    }

    public String oneOf(String name, List<String> words) {
        return required(
                name,
                "one of " + String.join(", ", words),
                value -> words.contains(value.textValue()) ? value.textValue() : null);
    }

    public int wholeNumber(String name, int least, int most, String besides) {
        return required(
                name,
                "a whole number from " + least + " to " + most + besides,
                value -> value.canConvertToInt()
                                && value.isIntegralNumber()
                                && value.intValue() >= least
                                && value.intValue() <= most
                        ? value.intValue()
                        : null);
    }

    public double number(String name, double least, double most) {
        return required(
                name,
                "a number from " + plain(least) + " to " + plain(most),
                value -> value.isNumber() && value.doubleValue() >= least && value.doubleValue() <= most
                        ? value.doubleValue()
                        : null);
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /** @param read returns null for what it cannot use */
    private <T> T required(String name, String valid, Function<JsonNode, ? extends @Nullable T> read) {
        JsonNode value = object.get(name);
        if (value == null) {
            throw ApiRefusal.badRequest("field " + name + " is missing; valid is " + valid);
        }
        T used = read.apply(value);
        if (used == null) {
            throw ApiRefusal.badRequest(name + " = " + value + " is not valid; valid is " + valid);
        }
        return used;
    }
}
