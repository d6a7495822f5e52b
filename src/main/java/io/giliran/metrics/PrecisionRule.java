package io.giliran.metrics;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Stops a run when all goals are reached, after at least {@value #LEAST} requests. Looking at an interval again and again stops
 * too often at one that is narrow by chance. Therefore the rule looks only when the run has grown by a tenth, and needs to see
 * the same twice in a row.
 */
public final class PrecisionRule implements StoppingRule {
    static final int LEAST = 1_000;
    private static final double GROWTH = 1.1;

    private final List<PrecisionGoal> goals;
    private double next = LEAST;
    private boolean reachedBefore;

    /** @param goals at least one */
    public PrecisionRule(List<PrecisionGoal> goals) {
        if (goals.isEmpty()) {
            throw new IllegalArgumentException("no goals");
        }
        this.goals = List.copyOf(goals);
    }

    @Override
    public boolean isEnough(long count, Supplier<LatencySeries> series) {
        if (count < next) {
            return false;
        }
        next = count * GROWTH;
        LatencySeries measured = series.get();
        boolean reached = measured.count() >= LEAST && goals.stream().allMatch(goal -> goal.isReached(measured));
        boolean enough = reached && reachedBefore;
        reachedBefore = reached;
        return enough;
    }

    @Override
    public String progress(Supplier<LatencySeries> series) {
        LatencySeries measured = series.get();
        return goals.stream().map(goal -> goal.progress(measured)).collect(Collectors.joining(", "));
    }
}
