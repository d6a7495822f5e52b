package io.giliran.balancer.dispatch;

import io.giliran.balancer.settings.QueueSettings;
import io.giliran.health.PoolHealth;
import io.giliran.policy.Backend;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Routes of a balancer: one for each set of server names with the same backends, and the default route. When clients are not
 * routed by name there is that one only. Confined to the router's thread.
 *
 * @param <K> what a waiting client is known by
 */
final class Routes<K> {
    private final BackendRegistry registry;
    private final boolean byName;
    private final IntFunction<Route<K>> maker;
    private final Route<K> everybodyElse;
    private final TreeMap<Integer, Route<K>> byId = new TreeMap<>();
    private Map<String, Route<K>> named = Map.of();
    private ServerNameTable<Route<K>> table = new ServerNameTable<>(named);
    /** Routes that count a backend's connections, by its index. */
    private List<List<Route<K>>> counting = List.of();

    /** Whether changes are held back from the policies until all of them are made. */
    private boolean holding;

    private boolean changed;
    private int nextId = PoolHealth.ALL + 1;

    /**
     * Creates the default route, without backends; {@link #divide} must follow.
     *
     * @param byName whether clients are routed by the server names of the backends; otherwise all clients take the default
     *     route
     * @param maker makes the route of a number
     */
    Routes(BackendRegistry registry, boolean byName, IntFunction<Route<K>> maker) {
        this.registry = registry;
        this.byName = byName;
        this.maker = maker;
        everybodyElse = maker.apply(PoolHealth.ALL);
        byId.put(everybodyElse.id(), everybodyElse);
    }

    boolean byName() {
        return byName;
    }

    /** The one that a client takes; {@code serverName} is null when it has named none. */
    Route<K> of(@Nullable String serverName) {
        if (!byName || serverName == null) {
            return everybodyElse;
        }
        Route<K> found = table.find(serverName);
        return found == null ? everybodyElse : found;
    }

    @Nullable
    Route<K> find(int id) {
        return byId.get(id);
    }

    /** All routes, the default route first. It always exists. */
    Collection<Route<K>> all() {
        return byId.values();
    }

    /** The default route. */
    Route<K> first() {
        return everybodyElse;
    }

    /**
     * The client to be served next, of whichever route, so that no route waits longer than another. Null when none can be
     * served.
     */
    Route.@Nullable Next<K> next(QueueSettings.Order order) {
        Route.Next<K> first = null;
        for (Route<K> route : byId.values()) {
            Route.Next<K> next = route.next();
            if (next != null && (first == null || order.isBefore(next.turn(), first.turn()))) {
                first = next;
            }
        }
        return first;
    }

    /** Routes that count connections of the backend. */
    List<Route<K>> counting(Backend backend) {
        return backend.index() < counting.size() ? counting.get(backend.index()) : List.of();
    }

    /** The backends of each route, by their indexes. */
    Map<Integer, Set<Integer>> members() {
        Map<Integer, Set<Integer>> members = new TreeMap<>();
        for (Route<K> route : byId.values()) {
            Set<Integer> indexes = new TreeSet<>();
            for (BackendRegistry.Entry entry : route.counted()) {
                if (!entry.isLeaving()) {
                    indexes.add(entry.backend().index());
                }
            }
            members.put(route.id(), indexes);
        }
        return members;
    }

    /** Backends have come or gone, or serve other names; {@link #together} has to follow. */
    void haveChanged() {
        changed = true;
    }

    /**
     * Makes changes that the policies see at the end, all at once.
     *
     * @param whenDivided is run before, if the routes have other backends then
     */
    void together(Runnable changes, Runnable whenDivided, long now) {
        boolean within = holding;
        holding = true;
        try {
            changes.run();
            if (!within && changed) {
                divide(now);
                whenDivided.run();
            }
        } finally {
            holding = within;
        }
        byId.values().forEach(route -> tell(route, now));
    }

    /** Gives the policy of a route its backends, or leaves it to the end of the changes under way. */
    void tell(Route<?> route, long now) {
        if (!holding) {
            route.tellMembers(now);
        }
    }

    /**
     * Backends have come or gone, or serve other names. A route stays the same one, with what its policy has learnt, as long
     * as it has one of its names; clients that wait move to the route that they would take now, and keep their turn.
     */
    void divide(long now) {
        changed = false;
        Map<String, Set<BackendRegistry.Entry>> byServerName = new TreeMap<>();
        List<BackendRegistry.Entry> others = new ArrayList<>();
        for (BackendRegistry.Entry entry : registry.all()) {
            if (entry.isLeaving()) {
                continue;
            }
            List<String> names = byName ? entry.destination().serverNames() : List.of();
            names.forEach(name ->
                    byServerName.computeIfAbsent(name, none -> new HashSet<>()).add(entry));
            if (names.isEmpty()) {
                others.add(entry);
            }
        }
        Map<Set<BackendRegistry.Entry>, List<String>> groups = new LinkedHashMap<>();
        byServerName.forEach((name, backends) ->
                groups.computeIfAbsent(backends, none -> new ArrayList<>()).add(name));
        Map<String, Route<K>> next = new HashMap<>();
        TreeMap<Integer, Route<K>> staying = new TreeMap<>();
        staying.put(everybodyElse.id(), everybodyElse);
        groups.forEach((backends, names) -> {
            Route<K> route = names.stream()
                    .map(named::get)
                    .filter(known -> known != null && !staying.containsKey(known.id()))
                    .findFirst()
                    .orElseGet(() -> maker.apply(nextId++));
            staying.put(route.id(), route);
            names.forEach(name -> next.put(name, route));
            route.serve(names, backends, registry::isKnown, now);
        });
        everybodyElse.serve(List.of(), others, registry::isKnown, now);
        List<Route<K>> before = List.copyOf(byId.values());
        byId.clear();
        byId.putAll(staying);
        named = next;
        table = new ServerNameTable<>(next);
        counting = countedBy();
        for (Route<K> route : before) {
            route.leave(client -> of(client.serverName()) != route)
                    .forEach(place -> of(place.kept().serverName()).join(place.kept(), place.turn()));
        }
    }

    private List<List<Route<K>>> countedBy() {
        List<List<Route<K>>> routes = new ArrayList<>();
        for (Route<K> route : byId.values()) {
            for (BackendRegistry.Entry entry : route.counted()) {
                int index = entry.backend().index();
                while (routes.size() <= index) {
                    routes.add(new ArrayList<>(1));
                }
                routes.get(index).add(route);
            }
        }
        return routes;
    }
}
