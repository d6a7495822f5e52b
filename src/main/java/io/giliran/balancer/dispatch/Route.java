package io.giliran.balancer.dispatch;

import io.giliran.balancer.clients.ClientIdentity;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.settings.DispatchSettings;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.PickNotes;
import io.giliran.policy.Picking;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Route of the clients with certain server names to the backends that serve them: the picking by its policy, the eligible
 * backends, and the queue of clients that wait for a slot. Knows of all connections that its backends have, those that came by
 * other routes too: they are as much load, and count towards what a backend may have. Confined to the router's thread.
 *
 * @param <K> what a waiting client is known by
 */
public final class Route<K> {
    /**
     * Name of the route for clients whose server name has no route of its own, or that name none; no backend can have this
     * name.
     */
    static final String EVERYBODY_ELSE = "*";

    /** A client that waits. */
    record Waiting<K>(
            K client, SocketAddress address, @Nullable String serverName, TriedBackends tried, long sinceNanos) {}

    /**
     * A client that can be served.
     *
     * @param turn its place in the queues of all routes
     */
    record Next<K>(Route<K> route, Waiting<K> client, long turn) {}

    private final int id;
    private final PickingMaker pickings;
    private final WaitingClients<K, Waiting<K>> queue = new WaitingClients<>();
    /**
     * Backends whose connections are counted here, by index: those of the route, and former ones that still have connections.
     */
    private final TreeMap<Integer, BackendRegistry.Entry> counted = new TreeMap<>();

    private String name = EVERYBODY_ELSE;
    private boolean deserted = true;
    private DispatchSettings settings;
    private Picking picking;
    private List<Integer> eligible = List.of();
    /** Members that can be picked; null before there are any. */
    private @Nullable List<BackendPool.Member> told;
    /** The indexes that have been members. The picking must not hear of any other. */
    private final BitSet known = new BitSet();

    private @Nullable PickNotes notes;

    /** Creates a route without backends. */
    Route(int id, DispatchSettings settings, PickingMaker pickings) {
        this.id = id;
        this.settings = settings;
        this.pickings = pickings;
        picking = pickings.make(settings, id);
    }

    /** {@link io.giliran.health.PoolHealth#ALL} for that of everybody else; no other gets it later. */
    public int id() {
        return id;
    }

    /** Server names of the route, with a bar between them, or {@link #EVERYBODY_ELSE}. */
    String name() {
        return name;
    }

    /** The policy's. */
    String policy() {
        return picking.name();
    }

    Set<Signal> signals() {
        return picking.signals();
    }

    // Its backends

    /**
     * Replaces the server names and backends of the route; {@link #tellMembers} must follow. Connections of backends that join
     * are counted here too, and those of backends that moved to other names no longer.
     *
     * @param names empty for the default route
     * @param isKnown whether a backend is still here, or has connections
     */
    void serve(
            Collection<String> names,
            Collection<BackendRegistry.Entry> backends,
            Predicate<BackendRegistry.Entry> isKnown,
            long now) {
        name = names.isEmpty() ? EVERYBODY_ELSE : String.join("|", names);
        deserted = backends.isEmpty();
        counted.values().removeIf(entry -> !isKnown.test(entry));
        Set<BackendRegistry.Entry> staying = Set.copyOf(backends);
        for (BackendRegistry.Entry entry : List.copyOf(counted.values())) {
            if (!entry.isLeaving() && !staying.contains(entry)) {
                counted.remove(entry.backend().index());
                for (int i = 0; i < entry.connections(); i++) {
                    picking.closed(entry.backend(), now);
                }
            }
        }
        List<BackendRegistry.Entry> busy = new ArrayList<>();
        for (BackendRegistry.Entry entry : backends) {
            int index = entry.backend().index();
            if (counted.put(index, entry) != entry) {
                if (entry.connections() > 0) {
                    busy.add(entry);
                }
            }
        }
        if (!busy.isEmpty()) {
            count(busy, now);
        }
    }

    /** The connections that are open; the picking has to have heard of all of their backends first, eligible or not. */
    private void count(Collection<BackendRegistry.Entry> backends, long now) {
        set(counted.values().stream().map(entry -> entry.destination().member()).toList(), now);
        for (BackendRegistry.Entry entry : backends) {
            for (int i = 0; i < entry.connections(); i++) {
                picking.opened(entry.backend(), now);
            }
        }
    }

    /**
     * Entries of the backends whose connections are counted here, by index: those of the route, and former ones that still have
     * connections.
     */
    public Collection<BackendRegistry.Entry> counted() {
        return counted.values();
    }

    /** Whether it has no backend, eligible or not. */
    boolean isDeserted() {
        return deserted;
    }

    /** Replaces the backends that may be picked, by index; takes effect with {@link #tellMembers}. */
    void eligible(List<Integer> indexes) {
        eligible = indexes;
    }

    /** Says who can be picked, when that has changed. */
    void tellMembers(long now) {
        List<BackendPool.Member> members = new ArrayList<>();
        for (int index : eligible) {
            BackendRegistry.Entry entry = counted.get(index);
            if (entry != null && !entry.isLeaving()) {
                members.add(entry.destination().member());
            }
        }
        if (!members.equals(told)) {
            set(members, now);
        }
    }

    private void set(List<BackendPool.Member> members, long now) {
        picking.set(members, now);
        told = members;
        members.forEach(member -> known.set(member.backend().index()));
    }

    /**
     * Goes by other settings. A new policy begins with the connections that are open, and a ramp-up under way goes on. {@link
     * #tellMembers} has to follow.
     */
    void reconfigure(DispatchSettings changed, long now) {
        DispatchSettings before = settings;
        settings = changed;
        if (!changed.choosesAs(before)) {
            Picking replaced = picking;
            picking = pickings.make(changed, id);
            picking.noteIn(notes);
            known.clear();
            count(counted.values(), now);
            picking.replace(replaced, now);
        } else if (!changed.slowStart().equals(before.slowStart())) {
            picking.slowStart(changed.slowStart().toNanos(), now);
        }
    }

    /** @param replaced gets how the next picks come about; null ends it */
    void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
        picking.noteIn(replaced);
    }

    // What becomes of connections

    /**
     * Picks a backend for a new connection, and counts the connection here; null when none can be picked. The caller reports it
     * with {@link #opened} to the other routes that count the backend.
     */
    @Nullable
    Backend pick(SocketAddress address, TriedBackends tried, long now) {
        return picking.pick(ClientIdentity.key(address), tried, now);
    }

    void opened(Backend backend, long now) {
        if (!known.get(backend.index())) {
            // It was picked by another route, and has never been eligible in this one.
            List<BackendPool.Member> members = told == null ? List.of() : told;
            List<BackendPool.Member> more = new ArrayList<>(members);
            more.add(Objects.requireNonNull(counted.get(backend.index()))
                    .destination()
                    .member());
            set(more, now);
            set(members, now);
        }
        picking.opened(backend, now);
    }

    void closed(Backend backend, long now) {
        picking.closed(backend, now);
    }

    void failed(Backend backend, long now) {
        picking.failed(backend, now);
    }

    void observed(Backend backend, Signal signal, long nanos, long now) {
        picking.observed(backend, signal, nanos, now);
    }

    /** See {@link Picking#forgetLatencies}. */
    void forgetLatencies(Backend backend) {
        picking.forgetLatencies(backend);
    }

    // The queue

    /**
     * Decides about a client for whom no backend could be picked: it waits or is refused.
     *
     * @param turn see {@link #join}
     */
    Admission place(Waiting<K> client, long turn) {
        if (!picking.hasFullOne(client.tried())) {
            return new Admission.Refuse(Termination.CONNECT_FAILED);
        }
        if (queue.size() >= settings.queue().size()) {
            return new Admission.Refuse(Termination.QUEUE_FULL);
        }
        int position = queue.size();
        join(client, turn);
        return new Admission.Wait(position);
    }

    /**
     * A client waits here from now on, however many do.
     *
     * @param turn a larger one than all who came before it, to whichever route
     */
    void join(Waiting<K> client, long turn) {
        queue.add(client.client(), turn, client.tried(), client);
    }

    /** Null when it did not wait here. */
    @Nullable
    Waiting<K> leave(K client) {
        return queue.remove(client);
    }

    /** Takes out those who wait here and shall not. */
    List<WaitingClients.Place<K, Waiting<K>>> leave(Predicate<Waiting<K>> test) {
        return queue.removeAll(test);
    }

    /** The first in the order who can be served at this moment; null when there is none. */
    @Nullable
    Next<K> next() {
        if (queue.size() == 0 || !picking.hasFreeOne(TriedBackends.NONE)) {
            return null;
        }
        WaitingClients.Place<K, Waiting<K>> first = queue.first(settings.queue().order(), picking::hasFreeOne);
        return first == null ? null : new Next<>(this, first.kept(), first.turn());
    }
}
