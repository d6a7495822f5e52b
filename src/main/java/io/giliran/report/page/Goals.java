package io.giliran.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The SLOs that a summary tells of, for a table. */
final class Goals {
    private Goals() {}

    /** Returns one row for each goal: its text, the measured value, and whether it was met. */
    static List<List<String>> rows(JsonNode slos) {
        List<List<String>> rows = new ArrayList<>();
        slos.forEach(goal -> {
            double value = goal.path("value").asDouble(Double.NaN);
            String shown = (goal.path("at_least").asBoolean() ? "> " : "")
                    + (Double.isFinite(value) ? Words.plain(value) : "–");
            rows.add(List.of(
                    goal.path("expression").asText(),
                    shown,
                    goal.path("outcome").asText().equals("not_judged")
                            ? "not judged"
                            : goal.path("ok").asBoolean() ? "met" : "NOT MET"));
        });
        return rows;
    }
}
