package io.giliran.balancer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Moves the excess of long-lived connections after backends have joined: whoever has more than its part of them, by weight,
 * loses idle ones until it has not, and their clients come back to be balanced anew. Plain: is told the time and who is open.
 */
final class Rebalancing {
    /** A backend that may be picked, and how many connections it has. */
    record Part(int backend, int weight, int open) {}

    /** An open connection. */
    record Placed(long id, int backend, long idleNanos) {}

    /**
     * What is to be done now.
     *
     * @param excess how many are still too many, all backends together
     */
    record Step(List<Long> closed, int excess, long nextAt) {}

    /** Excess whose connections are never idle is looked at that often. */
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final long leastIdleNanos;
    private final GradualClosing closing;

    /**
     * Begins now.
     *
     * @param perSecond how many are closed at most
     * @param leastIdleNanos one on which something moved since is left alone
     */
    Rebalancing(double perSecond, long leastIdleNanos, RandomGenerator random, long nowNanos) {
        this.leastIdleNanos = leastIdleNanos;
        closing = new GradualClosing(perSecond, random, nowNanos);
    }

    Step step(List<Part> parts, List<Placed> open, long nowNanos) {
        Map<Integer, Integer> excess = excess(parts);
        int left = excess.values().stream().mapToInt(Integer::intValue).sum();
        List<GradualClosing.Candidate> idle = new ArrayList<>();
        Map<Integer, Integer> taken = new HashMap<>();
        open.stream()
                .filter(placed -> placed.idleNanos() >= leastIdleNanos)
                .sorted((one, other) -> Long.compare(other.idleNanos(), one.idleNanos()))
                .forEach(placed -> {
                    int so = taken.getOrDefault(placed.backend(), 0);
                    if (so < excess.getOrDefault(placed.backend(), 0)) {
                        taken.put(placed.backend(), so + 1);
                        idle.add(new GradualClosing.Candidate(placed.id(), placed.idleNanos()));
                    }
                });
        List<Long> closed = closing.due(idle, nowNanos).stream()
                .map(GradualClosing.Candidate::id)
                .toList();
        long next = idle.isEmpty() ? nowNanos + PATIENCE_NANOS : Math.max(nowNanos + 1, closing.nextAt());
        return new Step(closed, left, next);
    }

    /** Above its part, rounded up, so that what cannot be divided evenly is nobody's excess. */
    private static Map<Integer, Integer> excess(List<Part> parts) {
        long all = 0;
        long weights = 0;
        for (Part part : parts) {
            all += part.open();
            weights += part.weight();
        }
        Map<Integer, Integer> excess = new HashMap<>();
        for (Part part : parts) {
            long own = (all * part.weight() + weights - 1) / weights;
            if (part.open() > own) {
                excess.put(part.backend(), (int) (part.open() - own));
            }
        }
        return excess;
    }
}
