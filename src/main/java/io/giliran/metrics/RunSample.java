package io.giliran.metrics;

/**
 * Sample of one run for a comparison: its requests in the order of their intended starts, in bounded memory. For one thread.
 */
public final class RunSample {
    /** Stretches of time from which the rate is estimated; see {@link BatchMeans} for why not more. */
    private static final int STRETCHES = 32;

    private final LatencySeries rtt;
    private final Batches failures = new Batches();
    private final double[] answered;
    private final double stretchSeconds;
    private final long fromNanos;
    private long requests;
    private long failed;

    /**
     * A run of which every request is known.
     *
     * @param fromNanos where its warm-up ends, on the scale of the requests' times
     * @param toNanos its end
     */
    public RunSample(long fromNanos, long toNanos) {
        this(new LatencySeries(), new double[STRETCHES], (toNanos - fromNanos) / 1e9 / STRETCHES, fromNanos);
    }

    private RunSample(LatencySeries rtt, double[] answered, double stretchSeconds, long fromNanos) {
        this.rtt = rtt;
        this.answered = answered;
        this.stretchSeconds = stretchSeconds;
        this.fromNanos = fromNanos;
    }

    /**
     * A run of which only histograms are left; of its errors nothing but their number is known.
     *
     * @param answered how many requests were answered well in each of equal stretches of time
     */
    public static RunSample ofStretches(
            LatencySeries rtt, double[] answered, double stretchSeconds, long requests, long failed) {
        RunSample sample = new RunSample(rtt, answered, stretchSeconds, 0);
        sample.requests = requests;
        sample.failed = failed;
        return sample;
    }

    /** Takes a request that was answered well. */
    public void answered(long nanos, long endNanos) {
        rtt.add(nanos);
        answeredAlone(endNanos);
    }

    /**
     * Takes a request that was not answered in time, or that was under way when the run was cut.
     *
     * @param nanos that it lasted at least
     * @param failed whether that is the target's failure
     */
    public void unanswered(long nanos, boolean failed) {
        rtt.addUnended(nanos);
        if (failed) {
            failed();
        }
    }

    /** Takes a request that was answered well, but whose partner in another run was not: its time has no counterpart. */
    public void answeredAlone(long endNanos) {
        failures.add(0);
        requests++;
        int stretch = (int) ((endNanos - fromNanos) / 1e9 / stretchSeconds);
        if (stretch >= 0 && stretch <= STRETCHES) {
            // The last answer is the run's end.
            answered[Math.min(stretch, STRETCHES - 1)]++;
        }
    }

    /** Takes a request that has failed. */
    public void failed() {
        failures.add(1);
        requests++;
        failed++;
    }

    /** Number of requests that were answered correctly. */
    long answered() {
        return requests - failed;
    }

    /** Corrected RTTs, with those that were not answered in time as far as these lasted. */
    public LatencySeries rtt() {
        return rtt;
    }

    public long requests() {
        return requests;
    }

    /** Requests answered well, a second. */
    Interval perSecond() {
        double mean = 0;
        for (double rate : rates()) {
            mean += rate / answered.length;
        }
        return BatchMeans.intervalOf(rates(), mean, Interval.USUAL_CONFIDENCE);
    }

    /** The same in each stretch. */
    double[] rates() {
        double[] rates = answered.clone();
        for (int i = 0; i < rates.length; i++) {
            rates[i] /= stretchSeconds;
        }
        return rates;
    }

    /** The part of the requests that failed. */
    Interval errors() {
        return ShareInterval.of(failed, requests, failures, Interval.USUAL_CONFIDENCE);
    }
}
