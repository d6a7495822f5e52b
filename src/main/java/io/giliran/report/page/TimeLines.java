package io.giliran.report.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values over time, one line a name. With too many names to tell apart, the most, the middle and the least of each moment. */
final class TimeLines {
    private static final int MOST_LINES = 8;
    private static final int ROWS_TOLD = 24;

    private final TimeGrid grid;
    private final Map<String, double[]> lines = new LinkedHashMap<>();

    TimeLines(TimeGrid grid) {
        this.grid = grid;
    }

    /** The values of a name, one a piece, to be changed; zeros at first. */
    double[] line(String name) {
        return lines.computeIfAbsent(name, unused -> new double[grid.pieces()]);
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    TimeGrid grid() {
        return grid;
    }

    /** Converts sums over each piece to averages per second. */
    void perSecond() {
        lines.values().forEach(line -> Arrays.setAll(line, piece -> line[piece] / grid.length(piece)));
    }

    /**
     * Makes the chart.
     *
     * @param label of the axis of the values
     * @param unit of the values, behind each number
     */
    Figure figure(String id, String title, String reading, String label, String unit, double warmUpSeconds) {
        Map<String, double[]> shown = lines.size() <= MOST_LINES ? lines : envelope();
        ObjectNode chart =
                Json.object().put("kind", "lines").put("step", grid.step()).put("pieces", grid.pieces());
        chart.put("warmUp", warmUpSeconds).put("label", label).put("unit", unit);
        ArrayNode series = chart.putArray("series");
        shown.forEach((name, values) -> series.addObject().put("name", name).set("y", Json.numbers(values)));
        return new Figure(id, title, reading, chart, table(shown, title));
    }

    private Map<String, double[]> envelope() {
        Map<String, double[]> envelope = new LinkedHashMap<>();
        for (String name : List.of("most", "middle", "least")) {
            envelope.put(name, new double[grid.pieces()]);
        }
        for (int piece = 0; piece < grid.pieces(); piece++) {
            int at = piece;
            double[] sorted = lines.values().stream()
                    .mapToDouble(line -> line[at])
                    .sorted()
                    .toArray();
            put(envelope, "most", piece, sorted[sorted.length - 1]);
            put(envelope, "middle", piece, sorted[sorted.length / 2]);
            put(envelope, "least", piece, sorted[0]);
        }
        return envelope;
    }

    private static void put(Map<String, double[]> envelope, String name, int piece, double value) {
        envelope.getOrDefault(name, new double[0])[piece] = value;
    }

    private String table(Map<String, double[]> shown, String title) {
        List<String> head = new ArrayList<>(List.of("from"));
        head.addAll(shown.keySet());
        int together = (grid.pieces() + ROWS_TOLD - 1) / ROWS_TOLD;
        List<List<String>> rows = new ArrayList<>();
        for (int from = 0; from < grid.pieces(); from += together) {
            int to = Math.min(grid.pieces(), from + together);
            List<String> row = new ArrayList<>(List.of(Words.plain(grid.from(from)) + " s"));
            for (double[] values : shown.values()) {
                row.add(Words.number(Arrays.stream(values, from, to).average().orElse(0)));
            }
            rows.add(row);
        }
        return Html.table(title + ", averages", head, rows);
    }
}
