package io.giliran.balancer.operate;

import io.giliran.balancer.settings.ShutdownSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Ends a balancer's connections step by step when it stops; see {@link ShutdownSettings}. Plain: the time is handed in. */
public final class GracefulShutdown {
    /**
     * Work that is due now.
     *
     * @param closed connections to close gracefully
     * @param isOver whether all remaining connections must be cut
     * @param nextAt time of the next step, in ns
     */
    public record Step(List<GradualClosing.Candidate> closed, boolean isOver, long nextAt) {}

    /** Interval, in ns, at which the step is repeated while no connection is left to close. */
    private static final long PATIENCE_NANOS = 100_000_000;

    private final ShutdownSettings settings;
    private final RandomGenerator random;
    private final long begun;
    private final Set<Long> asked = new HashSet<>();
    private @Nullable GradualClosing closing;

    public GracefulShutdown(ShutdownSettings settings, RandomGenerator random, long nowNanos) {
        this.settings = settings;
        this.random = random;
        begun = nowNanos;
    }

    public Step step(List<GradualClosing.Candidate> open, long nowNanos) {
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
        // Who has been closed is open until its peers have heard of it.
        List<GradualClosing.Candidate> left = open.stream()
                .filter(candidate -> !asked.contains(candidate.id()))
                .toList();
        List<GradualClosing.Candidate> closed = closing.due(left, nowNanos);
        closed.forEach(candidate -> asked.add(candidate.id()));
        long next = left.isEmpty() ? nowNanos + PATIENCE_NANOS : closing.nextAt();
        return new Step(closed, false, Math.min(deadline, next));
    }
}
