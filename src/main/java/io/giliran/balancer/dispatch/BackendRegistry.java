package io.giliran.balancer.dispatch;

import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.Origin;
import io.giliran.health.AdminState;
import io.giliran.health.HealthMemory;
import io.giliran.policy.Backend;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The backends of a balancer while it runs. Each has an index of its own for as long as it is here or has connections open;
 * then its index may become another's. A backend is known by its name and address: one that joins while the connections of
 * its like are open is the same one, and goes on where that was. Confined to the router's thread.
 */
public final class BackendRegistry {
    /** A backend, and its state. */
    public static final class Entry {
        private Destination destination;
        private Origin origin;
        private AdminState admin = AdminState.READY;
        private boolean leaving;
        private long picks;
        private int connections;
        /** Health at the time when it left; null while it is here. */
        private @Nullable HealthMemory health;

        private Entry(Destination destination, Origin origin) {
            this.destination = destination;
            this.origin = origin;
        }

        /** The origin of the backend. */
        public Origin origin() {
            return origin;
        }

        public Destination destination() {
            return destination;
        }

        public Backend backend() {
            return destination.backend();
        }

        public String name() {
            return backend().name();
        }

        public AdminState admin() {
            return admin;
        }

        void setAdmin(AdminState wanted) {
            admin = wanted;
        }

        /** Takes what its health was when it left; null when nothing is known. */
        @Nullable
        HealthMemory takeHealth() {
            HealthMemory kept = health;
            health = null;
            return kept;
        }

        private boolean is(Destination described) {
            return name().equals(described.backend().name())
                    && destination.address().equals(described.address());
        }

        /** Removed, but not all of its connections have ended. */
        public boolean isLeaving() {
            return leaving;
        }

        public long picks() {
            return picks;
        }

        /** Number of connections that were assigned to it and have not ended, as the router counts them. */
        int connections() {
            return connections;
        }

        void picked() {
            picks++;
            connections++;
        }
    }

    private final Map<Integer, Entry> byIndex = new TreeMap<>();
    private final BitSet indexes = new BitSet();
    /** Backends that are not being removed. */
    private final Map<String, Entry> byName = new HashMap<>();

    private final Set<Entry> leaving = new LinkedHashSet<>();
    private final DepartedBackends departed = new DepartedBackends();
    private final OpenConnections open;
    private final BalancerObserver observer;

    BackendRegistry(OpenConnections open, BalancerObserver observer) {
        this.open = open;
        this.observer = observer;
    }

    /** A backend of the configuration joins. */
    Entry add(Destination described) {
        return add(described, Origin.CONFIGURATION, 0);
    }

    /**
     * Adds a backend and gives it an index. The name must be free, see {@link #find}. A backend that has left and has the same
     * name and address comes back: with its index and connections while some are open, and with what {@link DepartedBackends}
     * knows for a while after that.
     */
    Entry add(Destination described, Origin origin, long nowNanos) {
        if (find(described.backend().name()).isPresent()) {
            throw new IllegalArgumentException(described.backend().name() + " is here already");
        }
        for (Entry entry : leaving) {
            if (entry.is(described)) {
                entry.leaving = false;
                leaving.remove(entry);
                byName.put(entry.name(), entry);
                entry.origin = origin;
                redescribe(entry, described);
                return entry;
            }
        }
        int index = indexes.nextClearBit(0);
        open.growTo(index + 1);
        Entry entry = new Entry(described.at(index), origin);
        DepartedBackends.Known known = departed.take(described, nowNanos);
        if (known != null) {
            entry.health = known.health();
            entry.picks = known.picks();
        }
        byIndex.put(index, entry);
        indexes.set(index);
        byName.put(entry.name(), entry);
        observer.joined(entry.name());
        return entry;
    }

    /**
     * Removes a backend: it gets no new connections, and its index is free when the last one has ended.
     *
     * @param health for when it comes back; null for nothing
     */
    void remove(Entry entry, @Nullable HealthMemory health, long nowNanos) {
        entry.leaving = true;
        leaving.add(entry);
        byName.remove(entry.name());
        entry.health = health;
        forgetIfUnused(entry, nowNanos);
    }

    /** A connection of the backend has ended. */
    void connectionEnded(Backend backend, long nowNanos) {
        Entry entry = byIndex.get(backend.index());
        if (entry != null) {
            entry.connections--;
            forgetIfUnused(entry, nowNanos);
        }
    }

    /** Memory of removed backends that have no connections left. */
    DepartedBackends departed() {
        return departed;
    }

    /** Replaces the origin. */
    void setOrigin(Entry entry, Origin origin) {
        entry.origin = origin;
    }

    /** Weight, bound or role of a backend change. */
    void redescribe(Entry entry, Destination described) {
        entry.destination = described.at(entry.backend().index());
    }

    Entry of(Backend backend) {
        return Objects.requireNonNull(byIndex.get(backend.index()));
    }

    /** The backend of this index, unless it is leaving. */
    public Optional<Entry> find(int index) {
        return Optional.ofNullable(byIndex.get(index)).filter(entry -> !entry.leaving);
    }

    /** The backend of this name that is not leaving. */
    public Optional<Entry> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether it is here, or has left and has connections still. */
    boolean isKnown(Entry entry) {
        return byIndex.get(entry.backend().index()) == entry;
    }

    /** Entries in the order of their indexes, also of backends that are being removed. */
    public List<Entry> all() {
        return new ArrayList<>(byIndex.values());
    }

    public List<String> names() {
        return byIndex.values().stream()
                .filter(entry -> !entry.leaving)
                .map(Entry::name)
                .toList();
    }

    private void forgetIfUnused(Entry entry, long nowNanos) {
        if (entry.leaving && entry.connections == 0) {
            byIndex.remove(entry.backend().index());
            indexes.clear(entry.backend().index());
            leaving.remove(entry);
            departed.keep(entry.destination(), entry.health, entry.picks, nowNanos);
            // Another one may have joined by its name while it was leaving.
            if (!byName.containsKey(entry.name())
                    && leaving.stream().noneMatch(other -> other.name().equals(entry.name()))) {
                observer.gone(entry.name());
            }
        }
    }
}
