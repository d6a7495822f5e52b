package io.giliran.report.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giliran.report.GiliranVersion;
import io.giliran.report.reading.RecordedRun;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A run as a result of {@code fortio tcp}: {@code fortio report} shows it beside others. Times are seconds, and those of
 * the histograms are corrected RTTs: Fortio has no word for the others.
 *
 * @see <a href="https://github.com/fortio/fortio/blob/master/periodic/periodic.go">RunnerResults</a>
 */
final class FortioJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int BUCKETS_A_DECADE = 20;
    private static final double[] PERCENTILES = {50, 75, 90, 99, 99.9};

    private FortioJson() {}

    static String render(RecordedRun run) throws IOException {
        RequestSums sums = RequestSums.of(run);
        ObjectNode json = JSON.createObjectNode();
        String what = run.text("/policy").isEmpty() ? run.text("/command") : run.text("/policy");
        String started = run.text("/started");
        json.put("RunType", "TCP");
        json.put("Labels", "giliran " + what);
        json.put("StartTime", started);
        json.put("RequestedQPS", number(run, "/rate/planned_per_s", "max"));
        json.put("RequestedDuration", duration(run));
        json.put("ActualQPS", run.number("/rate/achieved_per_s").orElse(0));
        json.put("ActualDuration", Math.round(run.number("/duration_s").orElse(0) * NANOS_PER_SECOND));
        json.put("NumThreads", run.count("/clients"));
        json.put("Version", "giliran " + GiliranVersion.get());
        json.set("DurationHistogram", histogram(run.histograms().rtt().lowerBounds()));
        json.set("ErrorsDurationHistogram", histogram(sums.failed()));
        json.put("Exactly", run.count("/requests/planned"));
        json.put("Jitter", false);
        json.put("Uniform", false);
        json.put("NoCatchUp", false);
        json.put("RunID", 0);
        json.put("AccessLoggerInfo", "");
        json.put("ID", id(started, what));
        json.put("Destination", "tcp://giliran");
        ObjectNode codes = json.putObject("RetCodes");
        codes.put("OK", run.count("/requests/ok"));
        run.summary().at("/requests/failed").properties().forEach(kind -> {
            if (kind.getValue().asLong() > 0) {
                codes.put(kind.getKey(), kind.getValue().asLong());
            }
        });
        if (sums.known()) {
            json.put("SocketCount", sums.connections());
            json.put("BytesSent", sums.bytesOut());
            json.put("BytesReceived", sums.bytesIn());
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    private static String number(RecordedRun run, String pointer, String otherwise) {
        if (run.number(pointer).isEmpty()) {
            return otherwise;
        }
        double value = run.number(pointer).getAsDouble();
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String duration(RecordedRun run) {
        return run.number("/requests/planned").isPresent()
                ? "exactly " + run.count("/requests/planned") + " calls"
                : Math.round(run.number("/duration_s").orElse(0)) + "s";
    }

    /** Identifier as Fortio makes it, at most 64 characters: date and time, then what is alphanumeric of the labels. */
    private static String id(String started, String what) {
        String time = started.replaceAll("\\..*|Z$", "").replace("T", "-").replace(":", "");
        String id = time + "_giliran_" + what.replaceAll("[^A-Za-z0-9]+", "_");
        return id.substring(0, Math.min(64, id.length()));
    }

    private static ObjectNode histogram(Histogram values) {
        ObjectNode json = JSON.createObjectNode();
        long count = values.getTotalCount();
        boolean empty = count == 0;
        json.put("Count", count);
        json.put("Min", empty ? 0 : values.getMinValue() / NANOS_PER_SECOND);
        json.put("Max", empty ? 0 : values.getMaxValue() / NANOS_PER_SECOND);
        json.put("Sum", empty ? 0 : values.getMean() * count / NANOS_PER_SECOND);
        json.put("Avg", empty ? 0 : values.getMean() / NANOS_PER_SECOND);
        json.put("StdDev", empty ? 0 : values.getStdDeviation() / NANOS_PER_SECOND);
        if (empty) {
            // Fortio writes null for what has no data.
            json.putNull("Data");
            return json;
        }
        buckets(values, json.putArray("Data"));
        ArrayNode percentiles = json.putArray("Percentiles");
        for (double percentile : PERCENTILES) {
            percentiles
                    .addObject()
                    .put("Percentile", percentile)
                    .put("Value", values.getValueAtPercentile(percentile) / NANOS_PER_SECOND);
        }
        return json;
    }

    /** The first begins at the least value, the last ends at the greatest; empty ones are left out. */
    private static void buckets(Histogram values, ArrayNode data) {
        Map<Integer, Long> counts = new TreeMap<>();
        for (HistogramIterationValue value : values.recordedValues()) {
            double nanos = Math.max(1, value.getValueIteratedTo());
            int bucket = (int) Math.ceil(Math.log10(nanos) * BUCKETS_A_DECADE - 1e-9);
            counts.merge(bucket, value.getCountAddedInThisIterationStep(), Long::sum);
        }
        double min = values.getMinValue() / NANOS_PER_SECOND;
        double max = values.getMaxValue() / NANOS_PER_SECOND;
        long sum = 0;
        for (Map.Entry<Integer, Long> bucket : counts.entrySet()) {
            sum += bucket.getValue();
            data.addObject()
                    .put("Start", data.size() == 1 ? min : Math.max(min, bound(bucket.getKey() - 1)))
                    .put("End", sum == values.getTotalCount() ? max : bound(bucket.getKey()))
                    .put("Percent", 100.0 * sum / values.getTotalCount())
                    .put("Count", bucket.getValue());
        }
    }

    private static double bound(int bucket) {
        return Math.pow(10, (double) bucket / BUCKETS_A_DECADE) / NANOS_PER_SECOND;
    }
}
