package io.giliran.balancer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Clients for whom no backend has a place now. The first come is served first, or the last come: under overload that one has
 * not given up yet. Confined to the router's thread.
 *
 * @param <K> what a client is known by
 * @param <W> what is kept of it
 */
final class WaitingClients<K, W> {
    /** Who is served first. */
    enum Order {
        FIFO,
        LIFO
    }

    /** So many are asked in a row whether they can be served; a place that none of them can take is rare. */
    private static final int ASKED_AT_ONCE = 64;

    private final TreeMap<Long, Map.Entry<K, W>> byTurn = new TreeMap<>();
    private final Map<K, Long> turns = new HashMap<>();
    private long nextTurn;

    int size() {
        return byTurn.size();
    }

    /** Joins the queue. */
    void add(K client, W kept) {
        long turn = nextTurn++;
        byTurn.put(turn, Map.entry(client, kept));
        turns.put(client, turn);
    }

    /** Leaves the queue; null when it was not in it. */
    @Nullable
    W remove(K client) {
        Long turn = turns.remove(client);
        return turn == null ? null : Objects.requireNonNull(byTurn.remove(turn)).getValue();
    }

    /** The first in the order; null when nobody waits. */
    @Nullable
    W first(Order order) {
        Map.Entry<Long, Map.Entry<K, W>> first = order == Order.FIFO ? byTurn.firstEntry() : byTurn.lastEntry();
        return first == null ? null : first.getValue().getValue();
    }

    /** Takes out all for whom the test is true; they are returned as they came. */
    List<W> removeAll(Predicate<W> test) {
        List<W> removed = new ArrayList<>();
        byTurn.values().removeIf(client -> {
            boolean isOut = test.test(client.getValue());
            if (isOut) {
                turns.remove(client.getKey());
                removed.add(client.getValue());
            }
            return isOut;
        });
        return removed;
    }

    /** Takes out the first in the order for whom the test is true; null when there is none. */
    @Nullable
    W takeFirst(Order order, Predicate<W> served) {
        Iterator<Map.Entry<K, W>> waiting =
                (order == Order.FIFO ? byTurn : byTurn.descendingMap()).values().iterator();
        for (int i = 0; i < ASKED_AT_ONCE && waiting.hasNext(); i++) {
            Map.Entry<K, W> client = waiting.next();
            if (served.test(client.getValue())) {
                waiting.remove();
                turns.remove(client.getKey());
                return client.getValue();
            }
        }
        return null;
    }
}
