package io.giliran.simulation;

import io.giliran.metrics.Batches;
import io.giliran.metrics.tail.CensoredHistogram;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/** What is recorded of one simulated run. */
final class Measurements {
    private static final int DIGITS = 3;
    private static final int TRACE_BUFFER = 1 << 14;

    private final long from;
    private final ByteBuffer trace = ByteBuffer.allocate(TRACE_BUFFER);
    private final MessageDigest traceDigest = sha256();
    private final ByteBuffer workload = ByteBuffer.allocate(TRACE_BUFFER);
    private final MessageDigest workloadDigest = sha256();
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
    private long lastArrival;
    private long unanswered;
    private long moved;
    private final int[] lastBackend;
    private int underWay;
    private long underWaySince;
    private double underWayNanos;

    /**
     * Nothing is recorded yet.
     *
     * @param clients how many are known one by one; 0 when each request is another's
     * @param from requests that come earlier are the warm-up's
     */
    Measurements(int backends, int clients, long from, RttSeries series) {
        this.from = from;
        this.series = series;
        picks = new long[backends];
        inside = new int[backends];
        lastBackend = new int[clients];
        underWaySince = from;
    }

    /** A request came that asks for so much work. */
    void came(long now, long demand) {
        count(now, 1);
        lastArrival = now;
        if (workload.remaining() < 2 * Long.BYTES) {
            feed(workloadDigest, workload);
        }
        workload.putLong(now).putLong(demand);
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
            long nanos = now - arrivedAt;
            rtt.recordValue(nanos);
            total += nanos;
            batches.add(nanos);
            series.add(arrivedAt, nanos);
        } else {
            early.recordValue(now - arrivedAt);
        }
    }

    /** The run ends, and a request has no answer yet. */
    void unended(long arrivedAt, long now) {
        (arrivedAt >= from ? unended : earlyUnended).recordValue(now - arrivedAt);
        series.lost(arrivedAt, now - arrivedAt);
    }

    /** A request has failed. */
    void failed(long number, int backend, long arrivedAt, long now) {
        ended(number, backend, now, 1);
        if (arrivedAt >= from) {
            unanswered++;
            series.lost(arrivedAt, now - arrivedAt);
        }
    }

    private void ended(long number, int backend, long now, int how) {
        count(now, -1);
        if (trace.remaining() < 2 * Long.BYTES + 2 * Integer.BYTES) {
            feed(traceDigest, trace);
        }
        trace.putLong(number).putLong(now).putInt(backend).putInt(how);
    }

    private void count(long now, int change) {
        if (now > underWaySince) {
            underWayNanos += (double) underWay * (now - underWaySince);
            underWaySince = now;
        }
        underWay += change;
    }

    /** Sums up at the end of the run. */
    RunResult result(long events, long now, boolean ended) {
        count(now, 0);
        feed(traceDigest, trace);
        feed(workloadDigest, workload);
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
                underWayNanos / measuredNanos,
                lastArrival,
                from,
                now,
                events,
                ended,
                hex(traceDigest),
                hex(workloadDigest));
    }

    private static Histogram growing() {
        Histogram histogram = new Histogram(DIGITS);
        histogram.setAutoResize(true);
        return histogram;
    }

    private static void feed(MessageDigest digest, ByteBuffer buffer) {
        digest.update(buffer.flip());
        buffer.clear();
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
