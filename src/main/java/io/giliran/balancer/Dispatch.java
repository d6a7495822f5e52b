package io.giliran.balancer;

import io.giliran.health.AdminState;
import io.giliran.health.CheckOutcome;
import io.giliran.health.Eligibility;
import io.giliran.health.HealthListener;
import io.giliran.health.Panic;
import io.giliran.health.PoolHealth;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.BalancingPolicy;
import io.giliran.policy.ClientKey;
import io.giliran.policy.PickNotes;
import io.giliran.policy.RecentLatencies;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.workload.RandomStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who gets which backend: the pool with its policy, the health of the backends, the queue of those for whom there is no
 * place, and what each client may have. What the router does, without its actor. Confined to the router's thread; the time
 * is handed in.
 *
 * @param <K> what a waiting client is known by
 */
final class Dispatch<K> implements HealthListener {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    /** Is told what has to happen outside. */
    interface Consequences {
        /** All connections of the backend are to be cut. */
        void cut(Backend backend, Termination why);
    }

    /** A client that waits. */
    record Waiting<K>(K client, InetSocketAddress address, TriedBackends tried, long sinceNanos) {}

    /** A client that waited, and its backend. */
    record Served<K>(K client, Destination destination) {}

    private final BackendRegistry registry;
    private final OpenConnections open;
    private final BalancerObserver observer;
    private final Function<DispatchSettings, BackendPool> pools;
    private final Consequences consequences;
    private final WaitingClients<K, Waiting<K>> queue = new WaitingClients<>();
    private final RecentLatencies latencies = new RecentLatencies();
    private final Backend[] wanted = new Backend[BalancingPolicy.MOST_PROBES];
    private final PickNotes notes = new PickNotes();
    private DispatchSettings settings;
    private BackendPool pool;
    private PoolHealth health;
    private @Nullable ClientLimits limits;
    private Set<Integer> eligible = Set.of();
    /** While several join at once the pool is told at the end. */
    private boolean settling = true;

    private boolean explaining;
    private @Nullable PickExplanation explanation;
    private long now;

    Dispatch(
            DispatchSettings settings,
            List<Destination> backends,
            OpenConnections open,
            BalancerObserver observer,
            Function<DispatchSettings, BackendPool> pools,
            Consequences consequences,
            long nowNanos) {
        this.settings = settings;
        this.open = open;
        this.observer = observer;
        this.pools = pools;
        this.consequences = consequences;
        registry = new BackendRegistry(open);
        pool = pools.apply(settings);
        health = health(settings, nowNanos);
        limits = settings.clients().limits().map(ClientLimits::new).orElse(null);
        now = nowNanos;
        backends.forEach(registry::add);
        watchAll(nowNanos);
        settling = false;
        tellMembers();
    }

    private PoolHealth health(DispatchSettings from, long nowNanos) {
        return new PoolHealth(from.health(), RandomStream.named(from.seed(), "health"), this, nowNanos);
    }

    BackendRegistry registry() {
        return registry;
    }

    DispatchSettings settings() {
        return settings;
    }

    Set<Signal> signals() {
        return pool.signals();
    }

    /** Whether connects that succeed, and connections that were answered, have to be told. */
    boolean learnsOutcomes() {
        return settings.health().ejection().isPresent();
    }

    /**
     * What was said of a client that came.
     *
     * @param countedBy has to be told when its connection has ended; null for nobody
     */
    record Admitted(Admission admission, @Nullable ClientLimits countedBy) {}

    /** A client has come. */
    Admitted admit(K client, InetSocketAddress address, long nowNanos) {
        now = nowNanos;
        if (!settings.clients().rules().admits(address.getAddress())) {
            return new Admitted(new Admission.Refuse(Termination.DENIED), null);
        }
        ClientLimits counting = limits;
        if (counting != null && counting.opened(address.getAddress(), nowNanos) != ClientLimits.Verdict.ADMITTED) {
            return new Admitted(new Admission.Refuse(Termination.CLIENT_LIMIT), null);
        }
        return new Admitted(place(client, address, TriedBackends.NONE), counting);
    }

    /** A backend could not be connected for a client, which wants another one unless it has tried enough. */
    void connectFailed(Backend failed, long nowNanos) {
        now = nowNanos;
        pool.connectionFailed(failed, nowNanos);
        health.connectFailed(failed.index(), nowNanos);
        pool.connectionClosed(failed, nowNanos);
        registry.connectionEnded(failed);
    }

    /** Another backend for a client. */
    Admission another(K client, InetSocketAddress address, TriedBackends tried, long nowNanos) {
        now = nowNanos;
        Admission admission = place(client, address, tried);
        if (!(admission instanceof Admission.Refuse)) {
            observer.passedOver();
        }
        return admission;
    }

    void connected(Backend backend) {
        health.connected(backend.index());
    }

    void observed(Backend backend, Signal signal, long nanos, long nowNanos) {
        now = nowNanos;
        if (signal == Signal.FIRST_BYTE) {
            latencies.add(backend.index(), open.of(backend), nanos);
        }
        pool.observed(backend, signal, nanos, nowNanos);
    }

    /**
     * A connection has ended.
     *
     * @param unansweredNanos how long it was open when the backend ended it without a byte; negative when it did not
     */
    void ended(Backend backend, boolean answered, long unansweredNanos, long nowNanos) {
        now = nowNanos;
        if (unansweredNanos >= 0) {
            pool.connectionFailed(backend, nowNanos);
            health.unanswered(backend.index(), unansweredNanos, nowNanos);
        } else if (answered) {
            health.answered(backend.index());
        }
        pool.connectionClosed(backend, nowNanos);
        registry.connectionEnded(backend);
    }

    /** A client does not want to wait any longer; whether it still waited. */
    boolean leaveQueue(K client, long nowNanos) {
        Waiting<K> left = queue.remove(client);
        if (left == null) {
            return false;
        }
        observer.unqueued(nowNanos - left.sinceNanos());
        return true;
    }

    /** Who waited and gets a backend now; to be asked after each place that was given back. */
    @Nullable
    Served<K> nextServed(long nowNanos) {
        now = nowNanos;
        if (queue.size() == 0) {
            return null;
        }
        Destination[] found = new Destination[1];
        Waiting<K> served = queue.takeFirst(settings.queue().order(), waiting -> {
            Destination destination = pick(waiting.address(), waiting.tried());
            found[0] = destination;
            return destination != null;
        });
        if (served == null) {
            return null;
        }
        observer.unqueued(nowNanos - served.sinceNanos());
        return new Served<>(served.client(), found[0]);
    }

    int queued() {
        return queue.size();
    }

    /** Why the last pick was made; null unless picks are explained. */
    @Nullable
    PickExplanation explanation() {
        return explanation;
    }

    void explain(boolean on) {
        explaining = on;
        pool.noteIn(on ? notes : null);
    }

    boolean explains() {
        return explaining;
    }

    // Health

    List<Integer> startChecks(long nowNanos) {
        now = nowNanos;
        health.tick(nowNanos);
        return health.startChecks(nowNanos);
    }

    /** @param checked where it was made; what comes late, of a backend that is gone, says nothing of the one of its index */
    void checked(int index, InetSocketAddress checked, CheckOutcome outcome, long nowNanos) {
        now = nowNanos;
        registry.find(index)
                .filter(entry -> entry.destination().address().equals(checked))
                .ifPresent(entry -> {
                    observer.checked(entry.name(), outcome.result().name(), outcome.nanos());
                    health.checked(index, outcome, nowNanos);
                });
    }

    long nextTickAt() {
        return health.nextTickAt();
    }

    Eligibility verdict(BackendRegistry.Entry entry, long nowNanos) {
        return health.verdict(entry.backend().index(), nowNanos);
    }

    Panic panic() {
        return health.panic();
    }

    @Override
    public void changed(int index, Change change, String reason) {
        registry.find(index).ifPresent(entry -> {
            LOG.warn("backend [{}] {}: {}", entry.name(), change, reason);
            observer.healthChanged(entry.name(), change);
        });
    }

    @Override
    public void cut(int index) {
        registry.find(index).ifPresent(entry -> consequences.cut(entry.backend(), Termination.BACKEND_DOWN));
    }

    @Override
    public void panicChanged(Panic changed) {
        LOG.warn("panic {}: {}", changed.isOn() ? "begins" : "ends", changed.reason());
    }

    @Override
    public void eligible(List<Integer> backends) {
        eligible = new HashSet<>(backends);
        tellMembers();
    }

    // What the operator changes

    void setAdmin(BackendRegistry.Entry entry, AdminState wanted, long nowNanos) {
        now = nowNanos;
        entry.setAdmin(wanted);
        health.setAdmin(entry.backend().index(), wanted, nowNanos);
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
        health.add(entry.backend().index(), described.backup(), nowNanos);
        tellMembers();
        return entry;
    }

    /** @param cut whether its connections are ended at once */
    void remove(BackendRegistry.Entry entry, boolean cut, long nowNanos) {
        now = nowNanos;
        health.remove(entry.backend().index());
        registry.remove(entry);
        tellMembers();
        if (cut) {
            consequences.cut(entry.backend(), Termination.KILLED);
        }
    }

    void redescribe(BackendRegistry.Entry entry, Destination described, long nowNanos) {
        now = nowNanos;
        registry.redescribe(entry, described);
        tellMembers();
    }

    /** The policy is told of all changes of backends at once. */
    void together(Runnable changes, long nowNanos) {
        now = nowNanos;
        settling = true;
        try {
            changes.run();
        } finally {
            settling = false;
        }
        tellMembers();
    }

    /** New rules for clients that come from now on; a new policy begins with the connections that are open. */
    void reconfigure(DispatchSettings changed, long nowNanos) {
        now = nowNanos;
        DispatchSettings before = settings;
        settings = changed;
        if (!changed.clients().limits().equals(before.clients().limits())) {
            limits = changed.clients().limits().map(ClientLimits::new).orElse(null);
        }
        if (!changed.health().equals(before.health())) {
            settling = true;
            eligible = Set.of();
            health = health(changed, nowNanos);
            watchAll(nowNanos);
            settling = false;
        }
        boolean samePool = changed.policy().equals(before.policy())
                && changed.slowStart().equals(before.slowStart())
                && changed.seed() == before.seed();
        if (!samePool) {
            pool = pools.apply(changed);
            pool.noteIn(explaining ? notes : null);
            countOpen(nowNanos);
        }
        tellMembers();
    }

    /** A new pool has to have heard of all whose connections it is told of, those that may not be picked too. */
    private void countOpen(long nowNanos) {
        pool.set(
                registry.all().stream()
                        .map(entry -> entry.destination().member())
                        .toList(),
                nowNanos);
        for (BackendRegistry.Entry entry : registry.all()) {
            for (int i = 0; i < entry.connections(); i++) {
                pool.connectionOpened(entry.backend(), nowNanos);
            }
        }
    }

    private Admission place(K client, InetSocketAddress address, TriedBackends tried) {
        Destination destination = pick(address, tried);
        if (destination != null) {
            return new Admission.Go(destination);
        }
        if (!pool.hasFullOne(tried)) {
            return new Admission.Refuse(Termination.CONNECT_FAILED);
        }
        if (queue.size() >= settings.queue().size()) {
            return new Admission.Refuse(Termination.QUEUE_FULL);
        }
        int position = queue.size();
        queue.add(client, new Waiting<>(client, address, tried, now));
        observer.queued();
        return new Admission.Wait(position);
    }

    private @Nullable Destination pick(InetSocketAddress address, TriedBackends tried) {
        if (explaining) {
            notes.clear();
        }
        Backend backend = pool.pick(ClientKey.of(address), tried, now);
        explanation = explaining ? PickExplanation.of(notes) : null;
        if (backend == null) {
            return null;
        }
        pool.connectionOpened(backend, now);
        answerProbes();
        BackendRegistry.Entry entry = registry.of(backend);
        entry.picked();
        observer.picked(pool.name(), backend);
        return entry.destination();
    }

    /** Backends speak any protocol and cannot be asked: the balancer answers for them, from what it sees itself. */
    private void answerProbes() {
        int count = pool.wantedProbes(wanted, now);
        for (int i = 0; i < count; i++) {
            int inFlight = open.of(wanted[i]);
            pool.probed(wanted[i], inFlight, latencies.estimate(wanted[i].index(), inFlight), now);
        }
    }

    private void watchAll(long nowNanos) {
        for (BackendRegistry.Entry entry : registry.all()) {
            if (!entry.isLeaving()) {
                health.add(entry.backend().index(), entry.destination().backup(), nowNanos);
                health.setAdmin(entry.backend().index(), entry.admin(), nowNanos);
            }
        }
    }

    private void tellMembers() {
        if (settling) {
            return;
        }
        List<BackendPool.Member> members = new ArrayList<>();
        for (BackendRegistry.Entry entry : registry.all()) {
            if (!entry.isLeaving() && eligible.contains(entry.backend().index())) {
                members.add(entry.destination().member());
            }
        }
        pool.set(members, now);
    }
}
