package io.giliran.balancer.operate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Moves the excess of long-lived connections after backends have joined: idle connections of a backend above its share, by
 * weight, are closed, so that their clients reconnect and are balanced anew. Only backends of the same route are compared.
 * Plain: takes the time and the open connections.
 */
final class Rebalancing {
    /** A backend, and one of the routes that it serves. */
    record Place(int route, int backend) {}

    /** A backend's share of a route: its weight and its open connections. */
    record Part(Place place, int weight, int open) {}

    /** An open connection. */
    record Placed(long id, Place place, long idleNanos) {}

    /**
     * Actions that are due now.
     *
     * @param excess number of connections that are left to be closed, in total
     * @param nextAt time of the next step, in ns
     */
    record Step(List<Long> closed, int excess, long nextAt) {}

    /** Excess whose connections are never idle is looked at that often. */
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final long leastIdleNanos;
    private final GradualClosing closing;
    /** Closed by this, but open until their peers have noticed. */
    private final Set<Long> asked = new HashSet<>();
    /**
     * Number of connections of each place that may still be closed: at most the excess at the first step, because not all
     * clients reconnect at once.
     */
    private @Nullable Map<Place, Integer> allowed;

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
        Map<Place, Integer> going = new HashMap<>();
        for (Placed placed : open) {
            if (asked.contains(placed.id())) {
                going.merge(placed.place(), 1, Integer::sum);
            }
        }
        Map<Place, Integer> excess = new HashMap<>();
        parts.stream()
                .map(part -> new Part(part.place(), part.weight(), part.open() - going.getOrDefault(part.place(), 0)))
                .collect(Collectors.groupingBy(part -> part.place().route()))
                .values()
                .forEach(route -> excess.putAll(excess(route)));
        if (allowed == null) {
            allowed = new HashMap<>(excess);
        }
        Map<Place, Integer> most = allowed;
        excess.replaceAll((place, count) -> Math.min(count, most.getOrDefault(place, 0)));
        List<Placed> idle = longestIdleFirst(open, excess);
        Map<Long, Place> places = new HashMap<>();
        idle.forEach(placed -> places.put(placed.id(), placed.place()));
        List<Long> closed = closing
                .due(
                        idle.stream()
                                .map(placed -> new GradualClosing.Candidate(placed.id(), placed.idleNanos()))
                                .toList(),
                        nowNanos)
                .stream()
                .map(GradualClosing.Candidate::id)
                .toList();
        for (long id : closed) {
            asked.add(id);
            most.merge(Objects.requireNonNull(places.get(id)), -1, Integer::sum);
        }
        int left = excess.values().stream().mapToInt(Integer::intValue).sum() - closed.size();
        long next = idle.isEmpty() ? nowNanos + PATIENCE_NANOS : closing.nextAt();
        return new Step(closed, left, next);
    }

    /** Returns the connections to close, the longest idle first: of each backend as many as its excess, if as many are idle. */
    private List<Placed> longestIdleFirst(List<Placed> open, Map<Place, Integer> excess) {
        List<Placed> idle = new ArrayList<>();
        Map<Place, Integer> taken = new HashMap<>();
        open.stream()
                .filter(placed -> placed.idleNanos() >= leastIdleNanos && !asked.contains(placed.id()))
                .sorted(Comparator.comparingLong(Placed::idleNanos).reversed())
                .forEach(placed -> {
                    int so = taken.merge(placed.place(), 1, Integer::sum);
                    if (so <= excess.getOrDefault(placed.place(), 0)) {
                        idle.add(placed);
                    }
                });
        return idle;
    }

    /** The excess of one route: above the part of a backend, rounded up, so that a remainder is no excess. */
    private static Map<Place, Integer> excess(List<Part> parts) {
        long all = 0;
        long weights = 0;
        for (Part part : parts) {
            all += part.open();
            weights += part.weight();
        }
        Map<Place, Integer> excess = new HashMap<>();
        for (Part part : parts) {
            long own = (all * part.weight() + weights - 1) / weights;
            if (part.open() > own) {
                excess.put(part.place(), (int) (part.open() - own));
            }
        }
        return excess;
    }
}
