package io.giliran.transport.relay.accept;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clients in groups, each the clients of one key; knows the largest group at constant cost. When there are too many clients,
 * one of the largest group is dropped. Not thread-safe.
 *
 * @param <T> a client, by identity
 */
final class Crowd<T> {
    private static final class Group<T> {
        private final LinkedHashSet<T> members = new LinkedHashSet<>();
    }

    private final Map<Object, Group<T>> groups = new HashMap<>();
    /** Groups by their number of members: index n has the groups of n members, the one that reached n first in front. */
    private final List<LinkedHashSet<Group<T>>> bySize = new ArrayList<>();

    private int size;
    private int largest;

    Crowd() {
        bySize.add(new LinkedHashSet<>(0));
    }

    int size() {
        return size;
    }

    boolean contains(Object key, T client) {
        Group<T> group = groups.get(key);
        return group != null && group.members.contains(client);
    }

    void add(Object key, T client) {
        Group<T> group = groups.computeIfAbsent(key, none -> new Group<>());
        int before = group.members.size();
        if (group.members.add(client)) {
            size++;
            move(group, before, before + 1);
            largest = Math.max(largest, before + 1);
        }
    }

    /** Whether it was there. */
    boolean remove(Object key, T client) {
        Group<T> group = groups.get(key);
        if (group == null || !group.members.remove(client)) {
            return false;
        }
        size--;
        int left = group.members.size();
        move(group, left + 1, left);
        if (left == 0) {
            groups.remove(key);
        }
        while (largest > 0 && bySize.get(largest).isEmpty()) {
            largest--;
        }
        return true;
    }

    /** The one that came first of the largest group, the group that came to be so large first if there are several; null when empty. */
    @Nullable
    T firstOfLargest() {
        return largest == 0
                ? null
                : bySize.get(largest).iterator().next().members.iterator().next();
    }

    /** All clients of all groups. */
    List<T> all() {
        List<T> all = new ArrayList<>(size);
        groups.values().forEach(group -> all.addAll(group.members));
        return all;
    }

    private void move(Group<T> group, int from, int to) {
        bySize.get(from).remove(group);
        if (to == bySize.size()) {
            bySize.add(new LinkedHashSet<>(2));
        }
        if (to > 0) {
            bySize.get(to).add(group);
        }
    }
}
