package io.giliran.metrics.recording;

/**
 * Time span of the intended starts and of the actual ones, whose difference shows a load generator that falls behind. For one
 * thread.
 */
public final class SendSpan {
    private long count;
    private long firstIntended = Long.MAX_VALUE;
    private long lastIntended = Long.MIN_VALUE;
    private long firstBegun = Long.MAX_VALUE;
    private long lastBegun = Long.MIN_VALUE;

    void add(long intendedNanos, long begunNanos) {
        count++;
        firstIntended = Math.min(firstIntended, intendedNanos);
        lastIntended = Math.max(lastIntended, intendedNanos);
        firstBegun = Math.min(firstBegun, begunNanos);
        lastBegun = Math.max(lastBegun, begunNanos);
    }

    void add(SendSpan other) {
        count += other.count;
        firstIntended = Math.min(firstIntended, other.firstIntended);
        lastIntended = Math.max(lastIntended, other.lastIntended);
        firstBegun = Math.min(firstBegun, other.firstBegun);
        lastBegun = Math.max(lastBegun, other.lastBegun);
    }

    void clear() {
        count = 0;
        firstIntended = Long.MAX_VALUE;
        lastIntended = Long.MIN_VALUE;
        firstBegun = Long.MAX_VALUE;
        lastBegun = Long.MIN_VALUE;
    }

    /** Number of requests that were sent. */
    public long count() {
        return count;
    }

    /** Time from the first intended start to the last; 0 for fewer than two requests. */
    public long plannedNanos() {
        return count < 2 ? 0 : lastIntended - firstIntended;
    }

    /** Time from the first actual start to the last; 0 for fewer than two requests. */
    public long takenNanos() {
        return count < 2 ? 0 : lastBegun - firstBegun;
    }
}
