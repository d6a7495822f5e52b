package io.giliran.simulation.engine;

import io.giliran.metrics.Batches;
import io.giliran.metrics.tail.CensoredHistogram;
import io.giliran.workload.SeriesDigest;
import io.giliran.workload.exact.ExactDouble;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/** Recorder of one simulated run. */
public final class Measurements {
    private static final int DIGITS = 3;

    /** Answers that are recorded at once, which a processor does faster than one at a time between other work. */
    private static final int TOGETHER = 64;

    private final long from;
    private final SeriesDigest trace = new SeriesDigest();
    private final SeriesDigest workload = new SeriesDigest();
    private final Histogram rtt = growing();
    private final Histogram unended = growing();
    private final Histogram early = growing();
    private final Histogram earlyUnended = growing();
    private final Batches batches = new Batches();
    private final RttSeries series;
    private final long[] picks;
    private final int[] inside;
    private int longest;
    private double total;
    private final long[] answeredArrivals = new long[TOGETHER];
    private final long[] answeredNanos = new long[TOGETHER];
    private int unrecorded;
    private long lastArrival;
    private long unanswered;
    private long moved;
    private final int[] lastBackend;
    /** Time that requests without an answer were under way after the warm-up, in ns; answered ones are in {@code total}. */
    private double otherNanos;

    /**
     * Creates a recorder without values.
     *
     * @param clients number of clients that are told apart; 0 when each request is of another client
     * @param from time before which requests belong to the warm-up
     */
    public Measurements(int backends, int clients, long from, RttSeries series) {
        this.from = from;
        this.series = series;
        picks = new long[backends];
        inside = new int[backends];
        lastBackend = new int[clients];
    }

    /** A request came that asks for so much work. */
    void came(long now, long demand) {
        lastArrival = now;
        workload.add(now, demand);
    }

    void connected(int client, int backend, long arrivedAt) {
        inside[backend]++;
        if (lastBackend.length > 0) {
            // 0 is none.
            if (lastBackend[client] != backend + 1 && lastBackend[client] != 0 && arrivedAt >= from) {
                moved++;
            }
            lastBackend[client] = backend + 1;
        }
        if (arrivedAt >= from) {
            picks[backend]++;
            longest = Math.max(longest, inside[backend]);
        }
    }

    void disconnected(int backend) {
        inside[backend]--;
    }

    /** A request has its answer. */
    void answered(long number, int backend, long arrivedAt, long now) {
        ended(number, backend, now, 0);
        if (arrivedAt >= from) {
            answeredArrivals[unrecorded] = arrivedAt;
            answeredNanos[unrecorded] = now - arrivedAt;
            if (++unrecorded == TOGETHER) {
                recordAnswers();
            }
        } else {
            early.recordValue(now - arrivedAt);
            wasUnderWay(arrivedAt, now);
        }
    }

    private void recordAnswers() {
        for (int i = 0; i < unrecorded; i++) {
            rtt.recordValue(answeredNanos[i]);
        }
        for (int i = 0; i < unrecorded; i++) {
            total += ExactDouble.of(answeredNanos[i]);
        }
        for (int i = 0; i < unrecorded; i++) {
            batches.add(answeredNanos[i]);
        }
        for (int i = 0; i < unrecorded; i++) {
            series.add(answeredArrivals[i], answeredNanos[i]);
        }
        unrecorded = 0;
    }

    /** The run ends, and a request has no answer yet. */
    void unended(long arrivedAt, long now) {
        (arrivedAt >= from ? unended : earlyUnended).recordValue(now - arrivedAt);
        wasUnderWay(arrivedAt, now);
        series.lost(arrivedAt, now - arrivedAt);
    }

    /** A request has failed. */
    void failed(long number, int backend, long arrivedAt, long now) {
        ended(number, backend, now, 1);
        wasUnderWay(arrivedAt, now);
        if (arrivedAt >= from) {
            unanswered++;
            series.lost(arrivedAt, now - arrivedAt);
        }
    }

    private void ended(long number, int backend, long now, int how) {
        trace.add(number, now, (long) how << Integer.SIZE | Integer.toUnsignedLong(backend));
    }

    private void wasUnderWay(long arrivedAt, long until) {
        otherNanos += Math.max(0, until - Math.max(from, arrivedAt));
    }

    /** Sums up at the end of the run. */
    RunResult result(long events, long now, boolean ended) {
        recordAnswers();
        long answered = rtt.getTotalCount();
        double measuredNanos = Math.max(1, now - from);
        return new RunResult(
                new CensoredHistogram(rtt, unended),
                new CensoredHistogram(early, earlyUnended),
                batches,
                answered == 0 ? Double.NaN : total / answered,
                unanswered,
                moved,
                LongStream.of(picks).boxed().toList(),
                longest,
                (total + otherNanos) / measuredNanos,
                lastArrival,
                from,
                now,
                events,
                ended,
                trace.hex(),
                workload.hex());
    }

    private static Histogram growing() {
        Histogram histogram = new Histogram(DIGITS);
        histogram.setAutoResize(true);
        return histogram;
    }
}
