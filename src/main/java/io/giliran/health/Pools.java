package io.giliran.health;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Division of the backends into pools: those of one pool stand in for each other. All of them do, in one pool, until they are
 * divided; then some may be in several.
 */
final class Pools {
    /**
     * A pool: backends that stand in for each other.
     *
     * @param members null for all that there are
     */
    record Pool(int id, @Nullable SortedSet<Integer> members) {
        boolean has(int backend) {
            return members == null || members.contains(backend);
        }

        /** The known backends that are in the pool, in order. */
        List<Integer> in(Set<Integer> known) {
            return members == null
                    ? List.copyOf(known)
                    : members.stream().filter(known::contains).toList();
        }
    }

    private List<Pool> all = List.of(new Pool(PoolHealth.ALL, null));

    /** @param members of each pool, by its id */
    void divide(Map<Integer, Set<Integer>> members) {
        all = members.entrySet().stream()
                .map(pool -> new Pool(pool.getKey(), new TreeSet<>(pool.getValue())))
                .toList();
    }

    List<Pool> all() {
        return all;
    }

    /** The pools that the backend is in. */
    List<Pool> of(int backend) {
        return all.stream().filter(pool -> pool.has(backend)).toList();
    }
}
