package io.giliran.admin.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giliran.report.GiliranVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The API's description in the OpenAPI format. */
public final class OpenApi {
    private static final String RESOURCE = "openapi.json";

    private OpenApi() {}

    public static ObjectNode read() {
        try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            ObjectNode description = (ObjectNode) new ObjectMapper().readTree(in);
            ((ObjectNode) description.get("info")).put("version", GiliranVersion.get());
            return description;
        } catch (IOException broken) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", broken);
        }
    }
}
