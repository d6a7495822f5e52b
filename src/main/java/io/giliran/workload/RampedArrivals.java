package io.giliran.workload;

/** Evenly spaced arrivals at a rate that changes: number k, from 0, when the stages have brought k of them. */
public final class RampedArrivals implements Arrivals {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Stages stages;
    private int stage;
    private long begunNanos;
    private double fromPerSecond;
    /** Number of arrivals in the stages before. */
    private double before;

    private long next;

    public RampedArrivals(Stages stages) {
        this.stages = stages;
        fromPerSecond = stages.startPerSecond();
    }

    @Override
    public long nextNanos() {
        while (stage < stages.stages().size()) {
            Stages.Stage current = stages.stages().get(stage);
            double seconds = current.nanos() / NANOS_PER_SECOND;
            double ofStage = (fromPerSecond + current.targetPerSecond()) / 2 * seconds;
            double wanted = next - before;
            if (wanted < ofStage) {
                next++;
                return begunNanos + Math.round(after(wanted, current.targetPerSecond(), seconds) * NANOS_PER_SECOND);
            }
            before += ofStage;
            begunNanos += current.nanos();
            fromPerSecond = current.targetPerSecond();
            stage++;
        }
        return NO_MORE;
    }

    /** Seconds until so many have come: where from·t + slope·t²/2 is that many. In the form that is right for slope 0 too. */
    private double after(double wanted, double target, double seconds) {
        double slope = (target - fromPerSecond) / seconds;
        double root = Math.sqrt(Math.max(0, fromPerSecond * fromPerSecond + 2 * slope * wanted));
        return wanted == 0 ? 0 : 2 * wanted / (fromPerSecond + root);
    }
}
