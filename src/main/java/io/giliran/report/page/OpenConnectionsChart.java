package io.giliran.report.page;

import io.giliran.report.reading.RequestTimes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Chart of the open connections of each backend, averaged over each piece of time. A connection counts from when it stood to
 * the end of its last request.
 */
public final class OpenConnectionsChart {
    private final TimeGrid grid;
    /** Seconds of connections that cover a piece in part, by piece. */
    private final TimeLines parts;

    private final Map<String, double[]> changes = new HashMap<>();
    private final Map<Integer, Link> links = new HashMap<>();

    /** A client's newest connection: whose it is, and until when it is known to have been open. */
    private static final class Link {
        final String backend;
        long untilNanos;

        Link(String backend, long untilNanos) {
            this.backend = backend;
            this.untilNanos = untilNanos;
        }
    }

    public OpenConnectionsChart(TimeGrid grid) {
        this.grid = grid;
        parts = new TimeLines(grid);
    }

    /** Makes a line for a backend, which may stay without any. */
    void know(String backend) {
        parts.line(backend);
    }

    /** Adds a request that a backend has answered. */
    void add(RequestTimes request) {
        Link link = links.get(request.client());
        if (request.connectedNanos() >= 0 || link == null) {
            long since = request.connectedNanos() >= 0 ? request.connectedNanos() : request.sentNanos();
            open(request.backend(), since, request.endNanos());
            links.put(request.client(), new Link(request.backend(), request.endNanos()));
        } else if (request.endNanos() > link.untilNanos) {
            open(link.backend, link.untilNanos, request.endNanos());
            link.untilNanos = request.endNanos();
        }
    }

    private void open(String backend, long fromNanos, long toNanos) {
        double[] part = parts.line(backend);
        int first = grid.at(fromNanos);
        int last = grid.at(toNanos);
        double from = Math.max(0, fromNanos / 1e9);
        double to = Math.min(Math.max(from, toNanos / 1e9), grid.seconds());
        if (first == last) {
            part[first] += to - from;
            return;
        }
        part[first] += grid.from(first + 1) - from;
        part[last] += to - grid.from(last);
        double[] change = changes.computeIfAbsent(backend, unused -> new double[grid.pieces() + 1]);
        change[first + 1]++;
        change[last]--;
    }

    /** The averages; nothing can be added after that. */
    TimeLines averages() {
        changes.forEach((backend, change) -> {
            double[] line = parts.line(backend);
            Arrays.parallelPrefix(change, Double::sum);
            Arrays.setAll(line, piece -> line[piece] + change[piece] * grid.length(piece));
        });
        parts.perSecond();
        return parts;
    }
}
