package io.giliran.metrics;

import java.util.List;

/**
 * Says when a run has told enough: all goals reached, after at least {@value #LEAST} requests. Whoever looks at an interval
 * again and again stops too often at one that is narrow by chance. So it looks only when the run has grown by a tenth, and
 * believes only what it sees twice in a row.
 */
public final class StoppingRule {
    static final int LEAST = 1_000;
    private static final double GROWTH = 1.1;

    private final List<PrecisionGoal> goals;
    private double next = LEAST;
    private boolean reachedBefore;

    public StoppingRule(List<PrecisionGoal> goals) {
        this.goals = List.copyOf(goals);
    }

    /**
     * Whether the run may end. Asked as often as one likes.
     *
     * @param series all that was measured so far
     */
    public boolean isEnough(LatencySeries series) {
        if (goals.isEmpty() || series.count() < next) {
            return false;
        }
        next = series.count() * GROWTH;
        boolean reached = goals.stream().allMatch(goal -> goal.isReached(series));
        boolean enough = reached && reachedBefore;
        reachedBefore = reached;
        return enough;
    }
}
