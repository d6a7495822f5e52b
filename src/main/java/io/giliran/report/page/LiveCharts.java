package io.giliran.report.page;

import io.giliran.metrics.Outcome;
import io.giliran.report.reading.RecordedHistograms;
import io.giliran.report.reading.RecordedHistograms.CountOfInterval;
import io.giliran.report.reading.RecordedHistograms.RecordedInterval;
import io.giliran.report.reading.RecordedRun;
import io.giliran.report.reading.RequestTimes;
import java.util.Arrays;
import java.util.List;

/**
 * Charts of a live run over time. Uses the times of each request where they were kept; otherwise the histogram log, which has
 * an entry a second and no connections and errors.
 */
final class LiveCharts {
    private static final String BACKEND_TAG = "backend.";
    private static final int MOST_COLUMNS = 240;
    private static final int MOST_POINTS = 100;
    private static final int FEWEST_PIECES = 24;
    /** Requests that a column or a point needs on average, so that chance does not dominate it. */
    private static final int REQUESTS_A_PIECE = 30;

    private final RecordedRun run;
    private final RecordedHistograms histograms;
    private final double seconds;
    private final double warmUp;
    private final boolean fine;
    private final HeatFigure heat;
    private final TimeLines requests;
    private final OpenConnectionsChart connections;
    private final TimeLines errors;

    LiveCharts(RecordedRun run, RecordedHistograms histograms) {
        this.run = run;
        this.histograms = histograms;
        fine = run.hasTimes();
        double lasted = Math.max(run.number("/duration_s").orElse(0), 1e-3);
        seconds = fine ? lasted : Math.max(1, lasted);
        warmUp = run.number("/warmup_s").orElse(0);
        long enough = run.count("/requests/sent") / REQUESTS_A_PIECE;
        long backends = Math.max(1, run.summary().path("backends").size());
        heat = new HeatFigure(grid(Math.min(MOST_COLUMNS, enough)));
        TimeGrid grid = grid(Math.min(MOST_POINTS, enough / backends));
        requests = new TimeLines(grid);
        connections = new OpenConnectionsChart(grid);
        errors = new TimeLines(grid);
        // All that the summary knows, in its order, also those that got nothing.
        run.summary().path("backends").fieldNames().forEachRemaining(name -> {
            requests.line(name);
            connections.know(name);
        });
        if (fine) {
            run.forEachRequest(this::take);
        } else {
            histograms.intervals().forEach(this::take);
            histograms.counts().forEach(this::take);
        }
        requests.perSecond();
        errors.perSecond();
    }

    /** A log that has an entry a second cannot be cut finer. */
    private TimeGrid grid(long pieces) {
        TimeGrid grid = TimeGrid.of(seconds, (int) Math.max(FEWEST_PIECES, pieces));
        return fine || grid.step() >= 1 ? grid : TimeGrid.ofStep(seconds, 1);
    }

    private void take(RequestTimes request) {
        if (request.endNanos() < 0) {
            return;
        }
        int end = requests.grid().at(request.endNanos());
        if (request.isOk() || request.isUnanswered()) {
            heat.add(Math.max(0, request.intendedNanos()), request.correctedNanos());
        }
        if (!request.isOk() && !request.isUnfinished()) {
            errors.line(words(request.outcome()))[end]++;
        }
        if (!request.backend().isEmpty()) {
            requests.line(request.backend())[end]++;
            connections.add(request);
        }
    }

    private void take(RecordedInterval interval) {
        heat.add(middle(interval.fromSeconds(), interval.toSeconds()), interval.values());
    }

    private void take(String tag, List<CountOfInterval> intervals) {
        if (tag.startsWith(BACKEND_TAG)) {
            double[] line = requests.line(tag.substring(BACKEND_TAG.length()));
            for (CountOfInterval one : intervals) {
                line[requests.grid().at(middle(one.fromSeconds(), one.toSeconds()))] += one.count();
            }
        }
    }

    /** The reason why there are no times to draw. */
    static String unanswered(RecordedRun run) {
        return run.count("/requests/ok") == 0
                ? "no request was answered."
                : "all answers lie in the warm-up, which is in no percentile.";
    }

    private static long middle(double fromSeconds, double toSeconds) {
        return (long) ((fromSeconds + toSeconds) / 2 * 1e9);
    }

    private static String words(String outcome) {
        return Arrays.stream(Outcome.values())
                .filter(known -> known.key().equals(outcome))
                .map(Outcome::description)
                .findFirst()
                .orElse(outcome);
    }

    /** Adds all that there is to show. */
    void addTo(Page page) {
        if (histograms.rtt().count() > 0) {
            page.add(heat.figure(
                    "Each column is a moment, and the stronger the colour of a cell, the more of the requests that "
                            + "were meant to start then took so long; the lines are the p50 and the p99 of that moment."
                            + (histograms.rtt().unendedCount() > 0
                                    ? " Requests that were not answered in time are there as long as they were waited for."
                                    : ""),
                    warmUp));
        } else {
            page.add(Figure.refused("Latency over time", unanswered(run)));
        }
        boolean counted = fine || histograms.counts().keySet().stream().anyMatch(tag -> tag.startsWith(BACKEND_TAG));
        if (counted && !requests.isEmpty()) {
            page.add(requests.figure(
                    "requests",
                    "Requests of each backend",
                    "Answers a second from each backend: lines that lie upon each other share evenly.",
                    "answers a second",
                    "/s",
                    warmUp));
        } else {
            page.add(Figure.refused(
                    "Requests of each backend",
                    counted ? "no answer named its backend." : "the run kept no counts of single backends."));
        }
        TimeLines open = connections.averages();
        if (fine && !open.isEmpty()) {
            page.add(open.figure(
                    "connections",
                    "Connections of each backend",
                    "How many of the swarm's connections were open at each backend, on average: a line above the others is a"
                            + " backend with more to do, or a slower one.",
                    "open connections",
                    "",
                    warmUp));
        } else {
            page.add(Figure.refused(
                    "Connections of each backend",
                    fine ? "no answer named its backend." : "the times of single requests were not kept in this run."));
        }
        errors(page);
    }

    private void errors(Page page) {
        if (!errors.isEmpty()) {
            page.add(errors.figure(
                    "errors",
                    "Errors over time",
                    "Failed requests a second, by kind, at the moment at which the failure was known.",
                    "failed requests a second",
                    "/s",
                    warmUp));
        } else if (run.count("/requests/sent") == run.count("/requests/ok")) {
            page.add(Html.section("Errors over time", Html.paragraph("No request failed.")));
        } else {
            page.add(Html.section(
                    "Errors over time",
                    Html.paragraph("The times of single requests were not kept in this run, so only their number is"
                            + " known; it stands above.")));
        }
    }
}
