package io.giliran.report.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giliran.report.reading.RecordedRun;
import java.io.IOException;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * A run as {@code k6 run --summary-export} writes it: metrics {@code rtt} (corrected), {@code rtt_uncorrected}, {@code connect}
 * and {@code send_lag} in milliseconds, {@code errors}, {@code iterations}, {@code vus}. Goals are thresholds of their metric;
 * there, {@code true} means that one was crossed.
 *
 * @see <a href="https://grafana.com/docs/k6/latest/results-output/end-of-test/">k6: end-of-test summary</a>
 */
final class K6Summary {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double NANOS_PER_MILLI = 1e6;

    /** The names of our tagged histograms as metrics. */
    private static final Map<String, String> METRICS =
            Map.of("uncorrected", "rtt_uncorrected", "connect", "connect", "sendlag", "send_lag");

    private K6Summary() {}

    static String render(RecordedRun run) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        ObjectNode group = json.putObject("root_group");
        // The id is the MD5 of the root group's name, which is empty.
        group.put("name", "").put("path", "").put("id", "d41d8cd98f00b204e9800998ecf8427e");
        group.putObject("groups");
        group.putObject("checks");
        ObjectNode metrics = json.putObject("metrics");
        var histograms = run.histograms();
        if (histograms.rtt().count() > 0) {
            trend(metrics.putObject("rtt"), histograms.rtt().lowerBounds());
        }
        histograms.tagged().forEach((tag, values) -> {
            String metric = METRICS.get(tag);
            if (metric != null) {
                trend(
                        metrics.putObject(metric),
                        metric.equals("rtt_uncorrected")
                                ? histograms.uncorrected().lowerBounds()
                                : values);
            }
        });
        long sent = run.count("/requests/sent");
        long failed = sent - run.count("/requests/ok");
        // Of a rate, a pass is where the condition held, here that of being an error.
        metrics.putObject("errors")
                .put("value", (double) failed / Math.max(1, sent))
                .put("passes", failed)
                .put("fails", sent - failed);
        double seconds = run.number("/duration_s").orElse(0);
        metrics.putObject("iterations").put("count", sent).put("rate", seconds > 0 ? sent / seconds : 0);
        long clients = run.count("/clients");
        metrics.putObject("vus").put("value", clients).put("min", clients).put("max", clients);
        RequestSums sums = RequestSums.of(run);
        if (sums.known()) {
            bytes(metrics.putObject("data_sent"), sums.bytesOut(), seconds);
            bytes(metrics.putObject("data_received"), sums.bytesIn(), seconds);
        }
        thresholds(run, metrics);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    private static void trend(ObjectNode metric, Histogram values) {
        metric.put("avg", values.getMean() / NANOS_PER_MILLI)
                .put("min", values.getMinValue() / NANOS_PER_MILLI)
                .put("med", millis(values, 50))
                .put("max", values.getMaxValue() / NANOS_PER_MILLI)
                .put("p(90)", millis(values, 90))
                .put("p(95)", millis(values, 95))
                .put("p(99)", millis(values, 99))
                .put("count", values.getTotalCount());
    }

    private static double millis(Histogram values, double percentile) {
        return values.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    private static void bytes(ObjectNode metric, long count, double seconds) {
        metric.put("count", count).put("rate", seconds > 0 ? count / seconds : 0);
    }

    /** A goal reads {@code METRIC: CONDITION}; one without a metric is of the RTT. */
    private static void thresholds(RecordedRun run, ObjectNode metrics) {
        for (JsonNode goal : run.summary().path("slo")) {
            String expression = goal.path("expression").asText();
            int colon = expression.indexOf(':');
            String metric = colon < 0 ? "rtt" : expression.substring(0, colon).trim();
            String condition = expression.substring(colon + 1).trim();
            metrics.withObject("/" + metric.replace("~", "~0").replace("/", "~1"))
                    .withObject("/thresholds")
                    .put(condition, !goal.path("ok").asBoolean());
        }
    }
}
