package io.giliran.report.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giliran.metrics.tail.Bounded;
import io.giliran.metrics.tail.CensoredHistogram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** Percentile spectrum: percentiles on an axis on which each further nine takes the same space. */
final class SpectrumFigure {
    private static final int POINTS_A_NINE = 24;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double[] TOLD = {0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1};

    private record Line(boolean dashed, long count, DoubleUnaryOperator nanosOfPart) {}

    /** The title of the chart. */
    static final String TITLE = "How long requests took";

    /** The sentence that explains the bars. */
    static final String BARS = " A bar is the interval in which the true percentile lies, 95 % sure.";

    /** Percentiles that have an interval in summaries, by their key there: the part of the requests. */
    static final List<Map.Entry<String, Double>> PERCENTILES =
            List.of(Map.entry("p50", 0.5), Map.entry("p90", 0.9), Map.entry("p99", 0.99), Map.entry("p999", 0.999));

    private record Bar(double part, double lowNanos, double highNanos) {}

    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final Map<String, List<Bar>> bars = new LinkedHashMap<>();

    /** Adds measured values, if there are any; the line ends where it is known from below only. */
    SpectrumFigure measured(String name, CensoredHistogram values) {
        if (values.count() > 0) {
            lines.put(name, new Line(false, values.count(), part -> {
                Bounded value = values.percentile(100 * part);
                return Double.isInfinite(value.most()) ? Double.NaN : value.least();
            }));
        }
        return this;
    }

    /** Adds what theory says: the nanoseconds that each part of all requests stays below. */
    SpectrumFigure theory(String name, DoubleUnaryOperator nanosOfPart) {
        lines.put(name, new Line(true, 0, nanosOfPart));
        return this;
    }

    /**
     * Adds the interval of one percentile of a line; nothing when neither bound is known.
     *
     * @param part of the requests, from 0 to 1
     * @param lowNanos not finite when it is not known, as {@code highNanos}
     */
    SpectrumFigure interval(String name, double part, double lowNanos, double highNanos) {
        if (Double.isFinite(lowNanos) || Double.isFinite(highNanos)) {
            bars.computeIfAbsent(name, none -> new ArrayList<>()).add(new Bar(part, lowNanos, highNanos));
        }
        return this;
    }

    /** Whether no line has a value that is known: nothing was answered. */
    boolean isEmpty() {
        return lines.values().stream()
                .noneMatch(line ->
                        line.count() > 0 && Double.isFinite(line.nanosOfPart().applyAsDouble(0)));
    }

    Figure figure(String reading) {
        double most = Math.max(
                10, lines.values().stream().mapToLong(Line::count).max().orElse(1));
        List<Double> places = new ArrayList<>();
        int points = (int) Math.ceil(Math.log10(most) * POINTS_A_NINE);
        for (int i = 0; i < points; i++) {
            places.add(Math.pow(10, (double) i / POINTS_A_NINE));
        }
        places.add(most);
        ObjectNode chart = Json.object().put("kind", "spectrum");
        chart.set("x", Json.numbers(places.stream().mapToDouble(place -> place).toArray()));
        ArrayNode series = chart.putArray("series");
        lines.forEach((name, line) -> {
            ObjectNode one = series.addObject().put("name", name).put("dashed", line.dashed());
            one.set(
                    "y",
                    Json.numbers(places.stream()
                            .mapToDouble(place -> millis(line, place))
                            .toArray()));
            ArrayNode drawn = one.putArray("bars");
            for (Bar bar : bars.getOrDefault(name, List.of())) {
                drawn.add(Json.numbers(
                        1 / (1 - bar.part()), bar.lowNanos() / NANOS_PER_MILLI, bar.highNanos() / NANOS_PER_MILLI));
            }
        });
        return new Figure("spectrum", TITLE, reading, chart, table());
    }

    /** A line ends where it has no more requests. */
    private static double millis(Line line, double place) {
        if (line.count() > 0 && place > line.count() * 1.000001) {
            return Double.NaN;
        }
        double nanos = line.nanosOfPart().applyAsDouble(1 - 1 / place);
        return nanos > 0 ? nanos / NANOS_PER_MILLI : Double.NaN;
    }

    private String table() {
        List<String> head = new ArrayList<>(List.of("part of requests"));
        head.addAll(lines.keySet());
        List<List<String>> rows = new ArrayList<>();
        for (double part : TOLD) {
            List<String> row = new ArrayList<>();
            row.add(part == 1 ? "all" : String.format(Locale.ROOT, "%s %%", Words.plain(100 * part)));
            for (Line line : lines.values()) {
                boolean known = line.count() > 0 ? part == 1 || 1 / (1 - part) <= line.count() * 1.000001 : part < 1;
                row.add(known ? Words.nanos(line.nanosOfPart().applyAsDouble(part)) : "–");
            }
            rows.add(row);
        }
        return Html.table("Percentiles: so long or shorter took this part of the requests", head, rows);
    }
}
