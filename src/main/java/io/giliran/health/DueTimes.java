package io.giliran.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Due times of many backends, at most one for each: the earliest is known at once, and a change costs the logarithm of their
 * number. Times are compared as plain numbers.
 */
final class DueTimes {
    /** Time of a backend that is not due. */
    static final long NEVER = Long.MAX_VALUE;

    private record Due(long at, int backend) {}

    private final TreeSet<Due> inOrder =
            new TreeSet<>(Comparator.comparingLong(Due::at).thenComparingInt(Due::backend));
    private final Map<Integer, Due> byBackend = new HashMap<>();

    /** Replaces the time of a backend; {@link #NEVER} removes it. */
    void set(int backend, long at) {
        Due before = byBackend.get(backend);
        if (before != null && before.at() == at) {
            return;
        }
        if (before != null) {
            inOrder.remove(before);
            byBackend.remove(backend);
        }
        if (at != NEVER) {
            Due due = new Due(at, backend);
            inOrder.add(due);
            byBackend.put(backend, due);
        }
    }

    void remove(int backend) {
        set(backend, NEVER);
    }

    /** The earliest time; {@link #NEVER} when there is none. */
    long next() {
        return inOrder.isEmpty() ? NEVER : inOrder.first().at();
    }

    /** The numbers of those that are due. The cost is in proportion to their number. */
    List<Integer> dueAt(long nowNanos) {
        if (next() > nowNanos) {
            return List.of();
        }
        List<Integer> due = new ArrayList<>();
        for (Due each : inOrder) {
            if (each.at() > nowNanos) {
                break;
            }
            due.add(each.backend());
        }
        due.sort(null);
        return due;
    }
}
