package io.giliran.balancer.log;

import com.fasterxml.jackson.core.JsonGenerator;
import io.giliran.balancer.model.Attempt;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.ProxiedBy;
import io.giliran.balancer.model.TlsOfConnection;
import io.giliran.settings.Endpoint;
import io.giliran.transport.UnixClient;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Formats a connection as a JSON object: what the tcplog line has, unrounded, and every attempt at a backend. What was not
 * reached is absent. Durations are in ns. Confined to one thread.
 */
final class JsonLineFormat {
    private final JsonText text = new JsonText();
    private final InstantText times = new InstantText();

    /** Appends the line, without its end. */
    void putTo(OutputStream out, ConnectionRecord connection) {
        text.putTo(out, json -> {
            json.writeNumberField("connection", connection.id());
            json.writeStringField("accepted", times.of(connection.accepted()));
            json.writeStringField("client", Endpoint.format(connection.client()));
            if (connection.client() instanceof UnixClient unix && unix.isKnown()) {
                json.writeStringField("client_user", unix.user());
                json.writeStringField("client_group", unix.group());
            }
            json.writeStringField("listener", Endpoint.format(connection.listener()));
            writeProxy(json, connection);
            writeTls(json, connection);
            json.writeStringField("policy", connection.policy());
            if (connection.backend() != null) {
                json.writeStringField("backend", connection.backend().name());
            }
            if (connection.backendAddress() != null) {
                json.writeStringField("backend_address", Endpoint.format(connection.backendAddress()));
            }
            if (connection.backendLegLocal() != null) {
                json.writeStringField("backend_leg", Endpoint.format(connection.backendLegLocal()));
            }
            writeAttempts(json, connection);
            writeReached(json, "connect_ns", connection.connectNanos());
            writeReached(json, "first_byte_ns", connection.firstByteNanos());
            json.writeNumberField("total_ns", connection.totalNanos());
            json.writeNumberField("bytes_in", connection.bytesIn());
            json.writeNumberField("bytes_out", connection.bytesOut());
            json.writeStringField("termination", connection.termination().code());
            json.writeStringField("ended", name(connection.termination()));
        });
    }

    private static void writeProxy(JsonGenerator json, ConnectionRecord connection) throws IOException {
        ProxiedBy proxy = connection.proxiedBy();
        if (proxy == null) {
            return;
        }
        json.writeStringField("proxied_by", Endpoint.format(proxy.peer()));
        writeSaid(json, "proxy_authority", proxy.authority());
        writeSaid(json, "proxy_unique_id", proxy.uniqueId());
        writeSaid(json, "proxy_fault", proxy.fault());
    }

    private static void writeTls(JsonGenerator json, ConnectionRecord connection) throws IOException {
        TlsOfConnection tls = connection.tls();
        if (tls != null) {
            writeSaid(json, "tls", tls.version());
            writeSaid(json, "sni", tls.serverName());
            writeSaid(json, "client_certificate", tls.clientName());
            writeSaid(json, "tls_fault", tls.fault());
        }
    }

    private static void writeSaid(JsonGenerator json, String field, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(field, text);
        }
    }

    private static void writeAttempts(JsonGenerator json, ConnectionRecord connection) throws IOException {
        json.writeArrayFieldStart("attempts");
        for (Attempt attempt : connection.attempts()) {
            json.writeStartObject();
            json.writeStringField("backend", attempt.backend().name());
            json.writeNumberField("ns", attempt.nanos());
            if (attempt.failure() != null) {
                json.writeStringField("failure", name(attempt.failure()));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeReached(JsonGenerator json, String field, long nanos) throws IOException {
        if (nanos >= 0) {
            json.writeNumberField(field, nanos);
        }
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
