package io.giliran.balancer.dispatch;

import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.Origin;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.settings.DispatchSettings;
import io.giliran.health.AdminState;
import io.giliran.policy.Backend;
import io.giliran.policy.PickNotes;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.transport.ConnectFailure;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Assigns clients to backends: keeps the backends and their health, the limits of each client, and the {@link Route} that each
 * client takes. The router's logic without its actor. Confined to the router's thread; the time is handed in.
 *
 * @param <K> what a waiting client is known by
 */
public final class Dispatch<K> {
    /** Carries out what a decision requires outside. */
    public interface Consequences {
        /** Closes all connections of the backend. */
        void cut(Backend backend, Termination why);
    }

    /** A client that waited, and its backend. */
    public record Served<K>(K client, Admission.Go admission) {}

    private final BackendRegistry registry;
    private final ClientRules rules;
    private final BalancerObserver observer;
    private final Consequences consequences;
    private final Routes<K> routes;
    private final BackendHealthView health;
    private final PickNotes notes = new PickNotes();
    private DispatchSettings settings;
    /** Waiting clients that have got a backend and were not yet fetched by {@link #nextServed}. */
    private final ArrayDeque<Served<K>> served = new ArrayDeque<>();

    private int queued;
    private long nextTurn;
    private boolean explaining;
    private long now;

    /**
     * Creates a dispatch whose backends are all ready.
     *
     * @param byName whether clients are routed by the server names that they ask for
     */
    public Dispatch(
            DispatchSettings settings,
            boolean byName,
            List<Destination> backends,
            OpenConnections open,
            ClientRules rules,
            BalancerObserver observer,
            PickingMaker pickings,
            Consequences consequences,
            long nowNanos) {
        this.settings = settings;
        this.rules = rules;
        this.observer = observer;
        this.consequences = consequences;
        registry = new BackendRegistry(open, observer);
        routes = new Routes<>(registry, byName, id -> route(id, pickings));
        health = new BackendHealthView(registry, routes, settings, observer, consequences, nowNanos);
        together(
                () -> {
                    backends.forEach(registry::add);
                    routes.divide(nowNanos);
                    health.divide(nowNanos);
                    registry.all().forEach(entry -> health.add(entry, true, nowNanos));
                },
                nowNanos);
    }

    private Route<K> route(int id, PickingMaker pickings) {
        Route<K> route = new Route<>(id, settings, pickings);
        if (explaining) {
            route.noteIn(notes);
        }
        return route;
    }

    public BackendRegistry registry() {
        return registry;
    }

    public DispatchSettings settings() {
        return settings;
    }

    public Set<Signal> signals() {
        return routes.first().signals();
    }

    /** Whether clients are routed by the server names that they ask for; so it stays. */
    public boolean routesByName() {
        return routes.byName();
    }

    /** The route that a client takes who asks for this server name; null for one that names none. */
    public Route<K> route(@Nullable String serverName) {
        return routes.of(serverName);
    }

    public Collection<Route<K>> routes() {
        return routes.all();
    }

    public BackendHealthView health() {
        return health;
    }

    /** Whether successful connects and answered connections must be reported. */
    public boolean learnsOutcomes() {
        return settings.health().ejection().isPresent();
    }

    /**
     * A client has come.
     *
     * @param judged what the rules say of it
     * @param serverName that it asks for; null when it names none
     */
    public Admission admit(
            K client, ClientRules.Judged judged, SocketAddress address, @Nullable String serverName, long nowNanos) {
        now = nowNanos;
        return judged.refused() == null
                ? place(waiting(client, address, serverName, TriedBackends.NONE))
                : new Admission.Refuse(judged.refused());
    }

    /**
     * A backend could not be connected for a client, which wants another one unless it has tried enough. A failure of this
     * side says nothing about the backend: neither its health nor the policy hears of it.
     */
    public void connectFailed(Backend failed, ConnectFailure why, long nowNanos) {
        now = nowNanos;
        if (why.isOurs()) {
            health.unable(failed, why, nowNanos);
        } else {
            routes.counting(failed).forEach(route -> route.failed(failed, nowNanos));
            health.connectFailed(failed, nowNanos);
        }
        closed(failed, nowNanos);
    }

    private void closed(Backend backend, long nowNanos) {
        for (Route<K> route : routes.counting(backend)) {
            route.closed(backend, nowNanos);
        }
        registry.connectionEnded(backend, nowNanos);
    }

    /** Another backend for a client. */
    public Admission another(
            K client, SocketAddress address, @Nullable String serverName, TriedBackends tried, long nowNanos) {
        now = nowNanos;
        Admission admission = place(waiting(client, address, serverName, tried));
        if (!(admission instanceof Admission.Refuse)) {
            observer.passedOver();
        }
        return admission;
    }

    public void observed(Backend backend, Signal signal, long nanos, long nowNanos) {
        now = nowNanos;
        for (Route<K> route : routes.counting(backend)) {
            route.observed(backend, signal, nanos, nowNanos);
        }
    }

    /** A connection has ended. */
    public void ended(Backend backend, BackendConduct conduct, SocketAddress client, long nowNanos) {
        now = nowNanos;
        if (health.ended(backend, conduct, client, nowNanos)) {
            routes.counting(backend).forEach(route -> route.failed(backend, nowNanos));
        }
        closed(backend, nowNanos);
    }

    /** A client does not want to wait any longer; whether it still waited. */
    public boolean leaveQueue(K client, long nowNanos) {
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

    /**
     * The next waiting client that gets a backend now. Call it after everything that may free a slot, until it returns null.
     */
    @Nullable
    public Served<K> nextServed(long nowNanos) {
        now = nowNanos;
        return served.isEmpty() ? serveNext() : served.poll();
    }

    /** Assigns free slots to waiting clients, before a client that comes later gets a slot or a turn. */
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
        Admission.Go admission = pick(next.route(), next.client());
        if (admission == null) {
            return null;
        }
        next.route().leave(next.client().client());
        unqueued(next.client());
        return new Served<>(next.client().client(), admission);
    }

    private void unqueued(Route.Waiting<K> client) {
        queued--;
        observer.unqueued(now - client.sinceNanos());
    }

    public int queued() {
        return queued;
    }

    public void explain(boolean on) {
        explaining = on;
        routes.all().forEach(route -> route.noteIn(on ? notes : null));
    }

    public boolean explains() {
        return explaining;
    }

    // What the operator changes

    public void setAdmin(BackendRegistry.Entry entry, AdminState wanted, long nowNanos) {
        now = nowNanos;
        entry.setAdmin(wanted);
        health.setAdmin(entry, nowNanos);
        if (wanted == AdminState.MAINT) {
            consequences.cut(entry.backend(), Termination.KILLED);
        }
    }

    /** An operator's backend joins, ready: to add it is the operator's last word. */
    public BackendRegistry.Entry add(Destination described, long nowNanos) {
        return add(described, Origin.OPERATOR, nowNanos);
    }

    /** Adds a backend. A backend of the same name and address that has left is the same backend, and keeps its state. */
    public BackendRegistry.Entry add(Destination described, Origin origin, long nowNanos) {
        now = nowNanos;
        BackendRegistry.Entry entry = registry.add(described, origin, nowNanos);
        if (entry.connections() == 0) {
            routes.all().forEach(route -> route.forgetLatencies(entry.backend()));
        }
        routes.haveChanged();
        together(() -> health.add(entry, origin != Origin.OPERATOR, nowNanos), nowNanos);
        return entry;
    }

    /** Time at which the next timed change is due, of health or of the memory of removed backends, in ns. */
    public long nextTickAt() {
        return Math.min(health.nextTickAt(), registry.departed().nextForgetAt());
    }

    /** Forgets what is known of backends that left long ago. */
    public void forgetDeparted(long nowNanos) {
        registry.departed().forget(nowNanos);
    }

    /**
     * Removes a backend; it is forgotten when its last connection has ended.
     *
     * @param cut whether its connections are ended at once
     */
    public void remove(BackendRegistry.Entry entry, boolean cut, long nowNanos) {
        routes.haveChanged();
        together(() -> registry.remove(entry, health.remove(entry, nowNanos), nowNanos), nowNanos);
        if (cut) {
            consequences.cut(entry.backend(), Termination.KILLED);
        }
    }

    /**
     * Replaces what is known of a backend, but for its name and address.
     *
     * @param origin who has brought it now
     */
    public void redescribe(BackendRegistry.Entry entry, Destination described, Origin origin, long nowNanos) {
        registry.setOrigin(entry, origin);
        redescribe(entry, described, nowNanos);
    }

    public void redescribe(BackendRegistry.Entry entry, Destination described, long nowNanos) {
        if (!entry.destination().serverNames().equals(described.serverNames())) {
            routes.haveChanged();
        }
        together(
                () -> {
                    registry.redescribe(entry, described);
                    health.redescribe(entry, nowNanos);
                },
                nowNanos);
    }

    /** Makes several changes; the policies see them as one. */
    public void together(Runnable changes, long nowNanos) {
        now = nowNanos;
        routes.together(() -> health.together(changes), () -> health.divide(nowNanos), nowNanos);
    }

    /**
     * Goes by other settings from now on; state stays. Only another policy, another parameter of the one that is used, or
     * another seed makes a new policy, which begins with the connections that are open and the ramp-ups under way.
     */
    public void reconfigure(DispatchSettings changed, long nowNanos) {
        now = nowNanos;
        DispatchSettings before = settings;
        settings = changed;
        rules.change(changed.clients(), nowNanos);
        together(
                () -> {
                    if (!changed.health().equals(before.health())) {
                        health.reconfigure(changed, nowNanos);
                    }
                    routes.all().forEach(route -> route.reconfigure(changed, nowNanos));
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
        Admission.Go picked = pick(route, client);
        if (picked != null) {
            return picked;
        }
        Admission admission = route.place(client, nextTurn++);
        if (admission instanceof Admission.Wait) {
            queued++;
            observer.queued();
        }
        return admission;
    }

    private Admission.@Nullable Go pick(Route<K> route, Route.Waiting<K> client) {
        if (explaining) {
            notes.clear();
        }
        Backend backend = route.pick(client.address(), client.tried(), now);
        if (backend == null) {
            return null;
        }
        PickExplanation explanation =
                explaining ? PickExplanation.of(notes, routes.byName() ? route.name() : null) : null;
        for (Route<K> each : routes.counting(backend)) {
            if (each != route) {
                each.opened(backend, now);
            }
        }
        BackendRegistry.Entry entry = registry.of(backend);
        entry.picked();
        observer.picked(route.policy(), backend);
        return new Admission.Go(entry.destination(), explanation);
    }
}
