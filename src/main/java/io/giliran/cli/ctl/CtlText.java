package io.giliran.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giliran.report.TextTable;
import io.giliran.settings.PlainText;
import io.giliran.workload.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Formats the answers of the runtime API for people. */
final class CtlText {
    private static final int WIDEST_CELL = 64;
    private static final String ANY_OTHER = "*";

    private CtlText() {}

    static String done(JsonNode answer) {
        return answer.path("done").asText() + "\n";
    }

    static String reloaded(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        answer.path("plan").forEach(change -> text.append(change.asText()).append('\n'));
        return text.append(answer.path("applied").asBoolean() ? "applied" : "not applied")
                .append('\n')
                .toString();
    }

    private static String state(JsonNode part) {
        long failures = part.path("failures").asLong();
        String state = part.path("state").asText();
        return failures == 0
                ? state
                : state + " since " + part.path("since").asText() + ", " + failures + " failures, "
                        + part.path("restarts").asText() + " restarts, the last failure: "
                        + part.path("reason").asText();
    }

    static String status(JsonNode status) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"version", status.path("version").asText()});
        rows.add(new String[] {"policy", status.path("policy").asText()});
        rows.add(new String[] {"accepted", status.path("accepted").asText()});
        rows.add(new String[] {"open", status.path("open").asText()});
        rows.add(new String[] {"queued", status.path("queued").asText()});
        rows.add(new String[] {"picks explained", yesNo(status.path("explains"))});
        rows.add(new String[] {
            "panic", status.path("panic").isNull() ? "no" : status.path("panic").asText()
        });
        rows.add(new String[] {
            "rebalancing",
            status.path("rebalance_excess").isNull()
                    ? "no"
                    : status.path("rebalance_excess").asText() + " left to close"
        });
        rows.add(new String[] {"log level", status.path("log_level").asText()});
        status.path("parts")
                .forEach(part -> rows.add(new String[] {part.path("part").asText(), state(part)}));
        return pairs(rows);
    }

    static String backends(JsonNode answer) {
        TextTable table = new TextTable(WIDEST_CELL)
                .row("BACKEND", "ADDRESS", "WEIGHT", "OPEN", "MOST", "PICKS", "ADMIN", "STATE", "PICKED", "FROM");
        List<String> names = new ArrayList<>(List.of("SNI"));
        List<String> reasons = new ArrayList<>(List.of("WHY"));
        for (JsonNode backend : answer.path("backends")) {
            table.row(
                    backend.path("name").asText() + (backend.path("backup").asBoolean() ? " (backup)" : ""),
                    backend.path("address").asText(),
                    backend.path("weight").asText(),
                    backend.path("open").asText(),
                    backend.path("max_connections").isNull()
                            ? "any"
                            : backend.path("max_connections").asText(),
                    backend.path("picks").asText(),
                    backend.path("admin").asText(),
                    backend.path("leaving").asBoolean()
                            ? "leaving"
                            : backend.path("state").asText(),
                    yesNo(backend.path("eligible")),
                    backend.path("origin").asText());
            List<String> served = new ArrayList<>();
            backend.path("sni").forEach(name -> served.add(name.asText()));
            names.add(served.isEmpty() ? ANY_OTHER : PlainText.line(String.join("|", served)));
            reasons.add(PlainText.line(backend.path("reason").asText()));
        }
        boolean isByName = names.stream().skip(1).anyMatch(name -> !name.equals(ANY_OTHER));
        return withLast(table.render(), isByName ? joined(names, reasons) : reasons);
    }

    /** A backend, after it was changed. */
    static String backend(JsonNode backend) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        one.putArray("backends").add(backend);
        return backends(one);
    }

    static String connections(JsonNode answer) {
        TextTable table = new TextTable(WIDEST_CELL).row("ID", "CLIENT", "BACKEND", "BYTES IN", "BYTES OUT", "IDLE");
        List<String> names = new ArrayList<>(List.of("SNI"));
        for (JsonNode connection : answer.path("connections")) {
            table.row(
                    connection.path("id").asText(),
                    connection.path("client").asText(),
                    backendOf(connection),
                    connection.path("bytes_in").asText(),
                    connection.path("bytes_out").asText(),
                    DurationText.format(connection.path("idle_ns").asLong()));
            names.add(PlainText.line(connection.path("sni").asText("")));
        }
        boolean isNamed = names.stream().skip(1).anyMatch(name -> !name.isEmpty());
        int shown = answer.path("connections").size();
        int total = answer.path("total").asInt();
        return (isNamed ? withLast(table.render(), names) : table.render()) + shown + " of " + total
                + (total == 1 ? " connection\n" : " connections\n");
    }

    static String connection(JsonNode connection) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"connection", connection.path("id").asText()});
        rows.add(new String[] {"client", connection.path("client").asText()});
        rows.add(new String[] {"accepted", connection.path("accepted").asText()});
        if (connection.path("sni").isTextual()) {
            rows.add(new String[] {"server name", connection.path("sni").asText()});
        }
        rows.add(new String[] {"backend", backendOf(connection)});
        rows.add(new String[] {"bytes in", connection.path("bytes_in").asText()});
        rows.add(new String[] {"bytes out", connection.path("bytes_out").asText()});
        rows.add(new String[] {
            "idle", DurationText.format(connection.path("idle_ns").asLong())
        });
        JsonNode explanation = connection.path("explanation");
        if (explanation.isNull()) {
            rows.add(new String[] {"picked", "not explained; giliran ctl explain on explains the next ones"});
            return pairs(rows);
        }
        if (explanation.path("route").isTextual()) {
            rows.add(new String[] {"route", explanation.path("route").asText()});
        }
        rows.add(new String[] {"picked by", explanation.path("rule").asText()});
        for (JsonNode score : explanation.path("scores")) {
            rows.add(new String[] {
                "candidate",
                score.path("backend").asText() + " " + score.path("value").asText()
            });
        }
        for (Map.Entry<String, JsonNode> skipped : explanation.path("skipped").properties()) {
            rows.add(new String[] {
                "skipped", skipped.getKey() + " " + skipped.getValue().asText()
            });
        }
        for (JsonNode draw : explanation.path("draws")) {
            rows.add(new String[] {"draw", draw.asText()});
        }
        return pairs(rows);
    }

    private static String backendOf(JsonNode connection) {
        return connection.path("backend").isNull()
                ? "waits"
                : connection.path("backend").asText();
    }

    private static String yesNo(JsonNode flag) {
        return flag.asBoolean() ? "yes" : "no";
    }

    private static String pairs(List<String[]> rows) {
        int widest = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            text.append(row[0])
                    .append(" ".repeat(widest + 2 - row[0].length()))
                    .append(PlainText.line(row[1]))
                    .append('\n');
        }
        return text.toString();
    }

    /** Two columns as one. */
    private static List<String> joined(List<String> first, List<String> second) {
        int widest = first.stream().mapToInt(String::length).max().orElse(0);
        List<String> joined = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            joined.add(first.get(i) + " ".repeat(widest + 2 - first.get(i).length()) + second.get(i));
        }
        return joined;
    }

    /** A column more, of texts that may be long. */
    private static String withLast(String table, List<String> last) {
        List<String> lines = table.lines().toList();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append((lines.get(i) + "  " + last.get(i)).stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
