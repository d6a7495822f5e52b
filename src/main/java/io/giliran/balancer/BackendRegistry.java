package io.giliran.balancer;

import io.giliran.health.AdminState;
import io.giliran.policy.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The backends of a balancer while it runs. Each has an index of its own for as long as it is here or has connections open;
 * then its index may become another's. Confined to the router's thread.
 */
final class BackendRegistry {
    /** One backend and what has become of it. */
    static final class Entry {
        private Destination destination;
        private final Origin origin;
        private AdminState admin = AdminState.READY;
        private boolean leaving;
        private long picks;
        private int connections;

        private Entry(Destination destination, Origin origin) {
            this.destination = destination;
            this.origin = origin;
        }

        /** Who has brought it. */
        Origin origin() {
            return origin;
        }

        Destination destination() {
            return destination;
        }

        Backend backend() {
            return destination.backend();
        }

        String name() {
            return backend().name();
        }

        AdminState admin() {
            return admin;
        }

        void setAdmin(AdminState wanted) {
            admin = wanted;
        }

        /** Removed, but not all of its connections have ended. */
        boolean isLeaving() {
            return leaving;
        }

        long picks() {
            return picks;
        }

        /** How many were picked for it and have not ended, as the router knows. */
        int connections() {
            return connections;
        }

        void picked() {
            picks++;
            connections++;
        }
    }

    private final Map<Integer, Entry> byIndex = new TreeMap<>();
    private final OpenConnections open;
    private final BalancerObserver observer;

    BackendRegistry(OpenConnections open, BalancerObserver observer) {
        this.open = open;
        this.observer = observer;
    }

    /** A backend of the configuration joins. */
    Entry add(Destination described) {
        return add(described, Origin.CONFIGURATION);
    }

    /** A backend joins and gets an index. Its name must not be taken, see {@link #find}. */
    Entry add(Destination described, Origin origin) {
        if (find(described.backend().name()).isPresent()) {
            throw new IllegalArgumentException(described.backend().name() + " is here already");
        }
        int index = 0;
        while (byIndex.containsKey(index)) {
            index++;
        }
        open.growTo(index + 1);
        Entry entry = new Entry(described.at(index), origin);
        byIndex.put(index, entry);
        observer.joined(entry.name());
        return entry;
    }

    /** It gets no new connections; its index is free when the last one has ended. */
    void remove(Entry entry) {
        entry.leaving = true;
        forgetIfUnused(entry);
    }

    /** A connection of the backend has ended. */
    void connectionEnded(Backend backend) {
        Entry entry = byIndex.get(backend.index());
        if (entry != null) {
            entry.connections--;
            forgetIfUnused(entry);
        }
    }

    /** Weight, bound or role of a backend change. */
    void redescribe(Entry entry, Destination described) {
        entry.destination = described.at(entry.backend().index());
    }

    Entry of(Backend backend) {
        return Objects.requireNonNull(byIndex.get(backend.index()));
    }

    /** The backend of this index, unless it is leaving. */
    Optional<Entry> find(int index) {
        return Optional.ofNullable(byIndex.get(index)).filter(entry -> !entry.leaving);
    }

    /** The backend of this name that is not leaving. */
    Optional<Entry> find(String name) {
        return byIndex.values().stream()
                .filter(entry -> !entry.leaving && entry.name().equals(name))
                .findFirst();
    }

    /** Whether it is here, or has left and has connections still. */
    boolean isKnown(Entry entry) {
        return byIndex.get(entry.backend().index()) == entry;
    }

    /** In the order of their indexes, those that are leaving too. */
    List<Entry> all() {
        return new ArrayList<>(byIndex.values());
    }

    List<String> names() {
        return byIndex.values().stream()
                .filter(entry -> !entry.leaving)
                .map(Entry::name)
                .toList();
    }

    private void forgetIfUnused(Entry entry) {
        if (entry.leaving && entry.connections == 0) {
            byIndex.remove(entry.backend().index());
            // Another one may have joined by its name while it was leaving.
            if (byIndex.values().stream().noneMatch(other -> other.name().equals(entry.name()))) {
                observer.gone(entry.name());
            }
        }
    }
}
