package io.giliran.report.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/** Heat map of latency over time: for each moment, the number of requests of each latency. */
final class HeatFigure {
    private static final int BINS_A_DECADE = 20;
    private static final int DIGITS = 2;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int ROWS_TOLD = 24;

    private final TimeGrid grid;
    private final @Nullable Histogram[] columns;

    HeatFigure(TimeGrid grid) {
        this.grid = grid;
        this.columns = new Histogram[grid.pieces()];
    }

    /** Adds one request. */
    void add(long atNanos, long rttNanos) {
        column(grid.at(atNanos)).recordValue(rttNanos);
    }

    /** Adds many of about the same moment. */
    void add(long atNanos, Histogram rtts) {
        column(grid.at(atNanos)).add(rtts);
    }

    private Histogram column(int piece) {
        Histogram column = columns[piece];
        if (column == null) {
            column = new Histogram(DIGITS);
            column.setAutoResize(true);
            columns[piece] = column;
        }
        return column;
    }

    Figure figure(String reading, double warmUpSeconds) {
        ObjectNode chart =
                Json.object().put("kind", "heat").put("step", grid.step()).put("pieces", grid.pieces());
        chart.put("warmUp", warmUpSeconds).put("binsADecade", BINS_A_DECADE);
        // Three numbers a cell: column, bin, count. A bin's lower end is 10^(bin / bins a decade) ns.
        ArrayNode cells = chart.putArray("cells");
        double[] median = new double[grid.pieces()];
        double[] tail = new double[grid.pieces()];
        for (int piece = 0; piece < grid.pieces(); piece++) {
            Histogram column = columns[piece];
            boolean empty = column == null || column.getTotalCount() == 0;
            median[piece] = empty ? Double.NaN : column.getValueAtPercentile(50) / NANOS_PER_MILLI;
            tail[piece] = empty ? Double.NaN : column.getValueAtPercentile(99) / NANOS_PER_MILLI;
            if (!empty) {
                int at = piece;
                bins(column).forEach((bin, count) -> cells.add(at).add(bin).add(count));
            }
        }
        chart.set("p50", Json.numbers(median));
        chart.set("p99", Json.numbers(tail));
        return new Figure("heat", "Latency over time", reading, chart, table());
    }

    private static Map<Integer, Long> bins(Histogram column) {
        Map<Integer, Long> bins = new TreeMap<>();
        for (HistogramIterationValue value : column.recordedValues()) {
            double nanos = Math.max(1, value.getValueIteratedTo());
            int bin = (int) Math.floor(Math.log10(nanos) * BINS_A_DECADE);
            bins.merge(bin, value.getCountAddedInThisIterationStep(), Long::sum);
        }
        return bins;
    }

    private String table() {
        int together = (grid.pieces() + ROWS_TOLD - 1) / ROWS_TOLD;
        List<List<String>> rows = new ArrayList<>();
        for (int from = 0; from < grid.pieces(); from += together) {
            Histogram sum = new Histogram(DIGITS);
            sum.setAutoResize(true);
            for (int piece = from; piece < Math.min(grid.pieces(), from + together); piece++) {
                Histogram column = columns[piece];
                if (column != null) {
                    sum.add(column);
                }
            }
            boolean empty = sum.getTotalCount() == 0;
            rows.add(List.of(
                    Words.plain(grid.from(from)) + " s",
                    Words.count(sum.getTotalCount()),
                    empty ? "–" : Words.nanos((double) sum.getValueAtPercentile(50)),
                    empty ? "–" : Words.nanos((double) sum.getValueAtPercentile(99)),
                    empty ? "–" : Words.nanos((double) sum.getMaxValue())));
        }
        return Html.table("Latency over time", List.of("from", "requests", "p50", "p99", "max"), rows);
    }
}
