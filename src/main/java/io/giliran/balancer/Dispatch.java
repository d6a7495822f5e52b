package io.giliran.balancer;

import io.giliran.health.AdminState;
import io.giliran.policy.Backend;
import io.giliran.policy.BalancingPolicy;
import io.giliran.policy.PickNotes;
import io.giliran.policy.RecentLatencies;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who gets which backend: which backends there are and how they are, what each client may have, and which {@link Route} it
 * takes. What the router does, without its actor. Confined to the router's thread; the time is handed in.
 *
 * @param <K> what a waiting client is known by
 */
final class Dispatch<K> {
    /** Is told what has to happen outside. */
    interface Consequences {
        /** All connections of the backend are to be cut. */
        void cut(Backend backend, Termination why);
    }

    /**
     * A client that waited, and its backend.
     *
     * @param explanation why; null unless picks are explained
     */
    record Served<K>(
            K client, Destination destination, @Nullable PickExplanation explanation) {}

    private final BackendRegistry registry;
    private final OpenConnections open;
    private final ClientRules rules;
    private final BalancerObserver observer;
    private final Consequences consequences;
    private final Routes<K> routes;
    private final HealthDesk health;
    private final RecentLatencies latencies = new RecentLatencies();
    private final Backend[] wanted = new Backend[BalancingPolicy.MOST_PROBES];
    private final PickNotes notes = new PickNotes();
    private DispatchSettings settings;
    /** Those who were served because somebody came, and of whom nobody has asked yet. */
    private final ArrayDeque<Served<K>> served = new ArrayDeque<>();

    private int queued;
    private long nextTurn;
    private boolean explaining;
    private @Nullable PickExplanation explanation;
    private long now;

    /** @param byName whether clients are routed by the server names that they ask for */
    Dispatch(
            DispatchSettings settings,
            boolean byName,
            List<Destination> backends,
            OpenConnections open,
            ClientRules rules,
            BalancerObserver observer,
            PoolMaker pools,
            Consequences consequences,
            long nowNanos) {
        this.settings = settings;
        this.open = open;
        this.rules = rules;
        this.observer = observer;
        this.consequences = consequences;
        registry = new BackendRegistry(open, observer);
        routes = new Routes<>(registry, byName, id -> route(id, pools));
        health = new HealthDesk(registry, routes, settings, observer, consequences, nowNanos);
        together(
                () -> {
                    backends.forEach(registry::add);
                    routes.divide(nowNanos);
                    health.begin(settings, nowNanos);
                },
                nowNanos);
    }

    private Route<K> route(int id, PoolMaker pools) {
        Route<K> route = new Route<>(id, settings, pools);
        if (explaining) {
            route.noteIn(notes);
        }
        return route;
    }

    BackendRegistry registry() {
        return registry;
    }

    DispatchSettings settings() {
        return settings;
    }

    Set<Signal> signals() {
        return routes.first().signals();
    }

    /** Whether clients are routed by the server names that they ask for; so it stays. */
    boolean routesByName() {
        return routes.byName();
    }

    /** The route that a client takes who asks for this server name; null for one that names none. */
    Route<K> route(@Nullable String serverName) {
        return routes.of(serverName);
    }

    Collection<Route<K>> routes() {
        return routes.all();
    }

    HealthDesk health() {
        return health;
    }

    /** Whether connects that succeed, and connections that were answered, have to be told. */
    boolean learnsOutcomes() {
        return settings.health().ejection().isPresent();
    }

    /**
     * A client has come.
     *
     * @param judged what the rules say of it
     * @param serverName that it asks for; null when it names none
     */
    Admission admit(
            K client, ClientRules.Judged judged, SocketAddress address, @Nullable String serverName, long nowNanos) {
        now = nowNanos;
        return judged.refused() == null
                ? place(waiting(client, address, serverName, TriedBackends.NONE))
                : new Admission.Refuse(judged.refused());
    }

    /** A backend could not be connected for a client, which wants another one unless it has tried enough. */
    void connectFailed(Backend failed, long nowNanos) {
        now = nowNanos;
        routes.counting(failed).forEach(route -> route.failed(failed, nowNanos));
        health.connectFailed(failed, nowNanos);
        closed(failed, nowNanos);
    }

    private void closed(Backend backend, long nowNanos) {
        for (Route<K> route : routes.counting(backend)) {
            route.closed(backend, nowNanos);
        }
        registry.connectionEnded(backend);
    }

    /** Another backend for a client. */
    Admission another(
            K client, SocketAddress address, @Nullable String serverName, TriedBackends tried, long nowNanos) {
        now = nowNanos;
        Admission admission = place(waiting(client, address, serverName, tried));
        if (!(admission instanceof Admission.Refuse)) {
            observer.passedOver();
        }
        return admission;
    }

    void observed(Backend backend, Signal signal, long nanos, long nowNanos) {
        now = nowNanos;
        if (signal == Signal.FIRST_BYTE) {
            latencies.add(backend.index(), open.of(backend), nanos);
        }
        for (Route<K> route : routes.counting(backend)) {
            route.observed(backend, signal, nanos, nowNanos);
        }
    }

    /**
     * A connection has ended.
     *
     * @param unansweredNanos how long it was open when the backend ended it without a byte; negative when it did not
     */
    void ended(Backend backend, boolean answered, long unansweredNanos, long nowNanos) {
        now = nowNanos;
        if (unansweredNanos >= 0) {
            routes.counting(backend).forEach(route -> route.failed(backend, nowNanos));
            health.unanswered(backend, unansweredNanos, nowNanos);
        } else if (answered) {
            health.answered(backend);
        }
        closed(backend, nowNanos);
    }

    /** A client does not want to wait any longer; whether it still waited. */
    boolean leaveQueue(K client, long nowNanos) {
        now = nowNanos;
        for (Route<K> route : routes.all()) {
            Route.Waiting<K> left = route.leave(client);
            if (left != null) {
                unqueued(left);
                return true;
            }
        }
        return false;
    }

    /** Who waited and gets a backend now; to be asked after all that may give somebody one. */
    @Nullable
    Served<K> nextServed(long nowNanos) {
        now = nowNanos;
        return served.isEmpty() ? serveNext() : served.poll();
    }

    /** Whoever can be served is served before somebody who comes later gets a backend, or a turn. */
    private void serveWaiting() {
        for (Served<K> next = serveNext(); next != null; next = serveNext()) {
            served.add(next);
        }
    }

    private @Nullable Served<K> serveNext() {
        if (queued == 0) {
            return null;
        }
        Route.Next<K> next = routes.next(settings.queue().order());
        if (next == null) {
            return null;
        }
        Destination destination = pick(next.route(), next.client());
        if (destination == null) {
            return null;
        }
        next.route().leave(next.client().client());
        unqueued(next.client());
        return new Served<>(next.client().client(), destination, explanation);
    }

    private void unqueued(Route.Waiting<K> client) {
        queued--;
        observer.unqueued(now - client.sinceNanos());
    }

    int queued() {
        return queued;
    }

    /** Why the last pick was made; null unless picks are explained. */
    @Nullable
    PickExplanation explanation() {
        return explanation;
    }

    void explain(boolean on) {
        explaining = on;
        routes.all().forEach(route -> route.noteIn(on ? notes : null));
    }

    boolean explains() {
        return explaining;
    }

    // What the operator changes

    void setAdmin(BackendRegistry.Entry entry, AdminState wanted, long nowNanos) {
        now = nowNanos;
        entry.setAdmin(wanted);
        health.setAdmin(entry, nowNanos);
        if (wanted == AdminState.MAINT) {
            consequences.cut(entry.backend(), Termination.KILLED);
        }
    }

    /** An operator's backend joins. */
    BackendRegistry.Entry add(Destination described, long nowNanos) {
        return add(described, Origin.OPERATOR, nowNanos);
    }

    BackendRegistry.Entry add(Destination described, Origin origin, long nowNanos) {
        now = nowNanos;
        BackendRegistry.Entry entry = registry.add(described, origin);
        latencies.forget(entry.backend().index());
        routes.haveChanged();
        together(() -> health.add(entry, nowNanos), nowNanos);
        return entry;
    }

    /** @param cut whether its connections are ended at once */
    void remove(BackendRegistry.Entry entry, boolean cut, long nowNanos) {
        routes.haveChanged();
        together(
                () -> {
                    health.remove(entry, nowNanos);
                    registry.remove(entry);
                },
                nowNanos);
        if (cut) {
            consequences.cut(entry.backend(), Termination.KILLED);
        }
    }

    void redescribe(BackendRegistry.Entry entry, Destination described, long nowNanos) {
        if (!entry.destination().serverNames().equals(described.serverNames())) {
            routes.haveChanged();
        }
        together(() -> registry.redescribe(entry, described), nowNanos);
    }

    /** The policies are told of all changes of backends at once. */
    void together(Runnable changes, long nowNanos) {
        now = nowNanos;
        routes.together(changes, () -> health.divide(nowNanos), nowNanos);
    }

    /** New rules for clients that come from now on; a new policy begins with the connections that are open. */
    void reconfigure(DispatchSettings changed, long nowNanos) {
        now = nowNanos;
        DispatchSettings before = settings;
        settings = changed;
        rules.change(before.clients(), changed.clients());
        boolean samePool = changed.policy().equals(before.policy())
                && changed.slowStart().equals(before.slowStart())
                && changed.seed() == before.seed();
        together(
                () -> {
                    if (!changed.health().equals(before.health())) {
                        health.begin(changed, nowNanos);
                    }
                    routes.all().forEach(route -> route.reconfigure(changed, samePool, nowNanos));
                },
                nowNanos);
    }

    private Route.Waiting<K> waiting(
            K client, SocketAddress address, @Nullable String serverName, TriedBackends tried) {
        return new Route.Waiting<>(client, address, serverName, tried, now);
    }

    private Admission place(Route.Waiting<K> client) {
        Route<K> route = routes.of(client.serverName());
        if (routes.byName() && route.isDeserted()) {
            return new Admission.Refuse(Termination.UNKNOWN_SERVER_NAME);
        }
        serveWaiting();
        Destination destination = pick(route, client);
        if (destination != null) {
            return new Admission.Go(destination);
        }
        Admission admission = route.place(client, nextTurn++);
        if (admission instanceof Admission.Wait) {
            queued++;
            observer.queued();
        }
        return admission;
    }

    private @Nullable Destination pick(Route<K> route, Route.Waiting<K> client) {
        if (explaining) {
            notes.clear();
        }
        Backend backend = route.pick(client.address(), client.tried(), now);
        explanation = explaining ? PickExplanation.of(notes, routes.byName() ? route.name() : null) : null;
        if (backend == null) {
            return null;
        }
        for (Route<K> each : routes.counting(backend)) {
            each.opened(backend, now);
        }
        answerProbes(route);
        BackendRegistry.Entry entry = registry.of(backend);
        entry.picked();
        observer.picked(route.policy(), backend);
        return entry.destination();
    }

    /** Backends speak any protocol and cannot be asked: the balancer answers for them, from what it sees itself. */
    private void answerProbes(Route<K> route) {
        int count = route.wantedProbes(wanted, now);
        for (int i = 0; i < count; i++) {
            int inFlight = open.of(wanted[i]);
            route.probed(wanted[i], inFlight, latencies.estimate(wanted[i].index(), inFlight), now);
        }
    }
}
