package io.giliran.balancer;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How a balancer's connections end when it stops, step by step; see {@link ShutdownSettings}. Plain: is told the time. */
final class GradualEnd {
    /**
     * What is to be done now.
     *
     * @param closed are finished
     * @param isOver whether all that are left are cut
     * @param nextAt when to ask again
     */
    record Step(List<GradualClosing.Candidate> closed, boolean isOver, long nextAt) {}

    private final ShutdownSettings settings;
    private final RandomGenerator random;
    private final long begun;
    private @Nullable GradualClosing closing;

    GradualEnd(ShutdownSettings settings, RandomGenerator random, long nowNanos) {
        this.settings = settings;
        this.random = random;
        begun = nowNanos;
    }

    Step step(List<GradualClosing.Candidate> open, long nowNanos) {
        long deadline = begun + settings.deadline().toNanos();
        if (nowNanos >= deadline) {
            return new Step(List.of(), true, Long.MAX_VALUE);
        }
        long graceEnds = begun + settings.grace().toNanos();
        if (nowNanos < graceEnds) {
            return new Step(List.of(), false, graceEnds);
        }
        if (closing == null) {
            closing = new GradualClosing(settings.closesPerSecond(), random, nowNanos);
        }
        List<GradualClosing.Candidate> closed = closing.due(open, nowNanos);
        return new Step(closed, false, Math.min(deadline, closing.nextAt()));
    }
}
