package io.giliran.balancer.dispatch;

import io.giliran.balancer.settings.QueueSettings;
import io.giliran.policy.TriedBackends;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Clients for whom no backend has a free slot. The first come is served first, or the last come: under overload that one has
 * not given up yet. Whether a client can be served depends only on the backends that it has tried, so clients are grouped by
 * these, and whoever can be served first is found by looking at the groups, however many clients of the others stand before
 * it. Confined to the router's thread.
 *
 * @param <K> what a client is known by
 * @param <W> what is kept of it
 */
final class WaitingClients<K, W> {
    /**
     * Waiting client.
     *
     * @param turn the smaller the longer it waits
     */
    record Place<K, W>(K client, long turn, TriedBackends tried, W kept) {}

    private final Map<TriedBackends, TreeMap<Long, Place<K, W>>> groups = new HashMap<>();
    private final Map<K, Place<K, W>> places = new HashMap<>();

    int size() {
        return places.size();
    }

    /**
     * Joins the queue.
     *
     * @param turn nobody else's
     * @param tried may be changed by its owner only when the client has left
     */
    void add(K client, long turn, TriedBackends tried, W kept) {
        TriedBackends group = tried.copy();
        Place<K, W> place = new Place<>(client, turn, group, kept);
        groups.computeIfAbsent(group, none -> new TreeMap<>()).put(turn, place);
        places.put(client, place);
    }

    /** Leaves the queue; null when it was not in it. */
    @Nullable
    W remove(K client) {
        Place<K, W> place = places.remove(client);
        if (place == null) {
            return null;
        }
        TreeMap<Long, Place<K, W>> group = groups.get(place.tried());
        if (group != null && group.remove(place.turn()) != null && group.isEmpty()) {
            groups.remove(place.tried());
        }
        return place.kept();
    }

    /** The first in the order whose tried backends pass the test; null when there is none. The test is asked once a group. */
    @Nullable
    Place<K, W> first(QueueSettings.Order order, Predicate<TriedBackends> servable) {
        Place<K, W> first = null;
        for (TreeMap<Long, Place<K, W>> group : groups.values()) {
            Place<K, W> head = (order == QueueSettings.Order.FIFO ? group.firstEntry() : group.lastEntry()).getValue();
            if ((first == null || order.isBefore(head.turn(), first.turn())) && servable.test(head.tried())) {
                first = head;
            }
        }
        return first;
    }

    /** Takes out all for whom the test is true; they are returned as they came. */
    List<Place<K, W>> removeAll(Predicate<W> test) {
        TreeMap<Long, Place<K, W>> leaving = new TreeMap<>();
        for (Place<K, W> place : places.values()) {
            if (test.test(place.kept())) {
                leaving.put(place.turn(), place);
            }
        }
        leaving.values().forEach(place -> remove(place.client()));
        return new ArrayList<>(leaving.values());
    }
}
