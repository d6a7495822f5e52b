package io.giliran.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.giliran.report.file.Failures;
import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code balancer.jsonl}, the balancer's account of each connection. */
public final class RecordedConnections {
    /** The name of the file. */
    public static final String FILE = "balancer.jsonl";

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;

    private RecordedConnections(JsonParser json) {
        this.json = json;
    }

    /**
     * Reads all lines and sorts them by number, that is in the order of accepting.
     *
     * @throws SettingsException naming the file, and the line that cannot be used
     */
    public static List<RecordedConnection> read(Path file) {
        List<RecordedConnection> connections = new ArrayList<>();
        try (JsonParser json = JSON.createParser(file.toFile())) {
            RecordedConnections reader = new RecordedConnections(json);
            while (json.nextToken() == JsonToken.START_OBJECT) {
                connections.add(reader.connection(file));
            }
        } catch (JsonProcessingException wrong) {
            throw unusable(file, wrong.getLocation().getLineNr());
        } catch (IOException unreadable) {
            throw new SettingsException(file + " cannot be read: " + Failures.reason(unreadable)
                    + "; valid is the log of a balancer with giliran.balancer.access-log.json = on");
        }
        connections.sort(Comparator.comparingLong(RecordedConnection::number));
        return connections;
    }

    private RecordedConnection connection(Path file) throws IOException {
        int line = json.currentLocation().getLineNr();
        long number = -1;
        String client = "";
        String policy = "";
        String backend = null;
        String address = "";
        long connect = -1;
        List<String> failed = List.of();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "connection" -> number = json.getValueAsLong(-1);
                case "client" -> client = json.getValueAsString("");
                case "policy" -> policy = json.getValueAsString("");
                case "backend" -> backend = json.getValueAsString();
                case "backend_address" -> address = json.getValueAsString("");
                case "connect_ns" -> connect = json.getValueAsLong(-1);
                case "attempts" -> failed = failedAttempts();
                default -> json.skipChildren();
            }
        }
        if (number < 1 || client.isEmpty()) {
            throw unusable(file, line);
        }
        return new RecordedConnection(number, client, policy, backend, address, failed, connect);
    }

    private List<String> failedAttempts() throws IOException {
        List<String> failed = new ArrayList<>(1);
        while (json.nextToken() == JsonToken.START_OBJECT) {
            String backend = "";
            boolean hasFailed = false;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                if (field.equals("backend")) {
                    backend = json.getValueAsString("");
                }
                hasFailed |= field.equals("failure");
                json.skipChildren();
            }
            if (hasFailed) {
                failed.add(backend);
            }
        }
        return failed;
    }

    private static SettingsException unusable(Path file, @Nullable Integer line) {
        return new SettingsException(
                file + ", line " + line + " is not the line of a connection; valid is the " + FILE + " of a balancer");
    }
}
