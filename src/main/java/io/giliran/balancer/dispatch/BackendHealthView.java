package io.giliran.balancer.dispatch;

import io.giliran.balancer.clients.ClientIdentity;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.settings.DispatchSettings;
import io.giliran.health.AdminState;
import io.giliran.health.CheckOutcome;
import io.giliran.health.CheckResult;
import io.giliran.health.Eligibility;
import io.giliran.health.HealthListener;
import io.giliran.health.HealthMemory;
import io.giliran.health.Panic;
import io.giliran.health.PoolHealth;
import io.giliran.policy.Backend;
import io.giliran.supervision.LineBudget;
import io.giliran.transport.ConnectFailure;
import io.giliran.workload.RandomStream;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The health of the backends, and its consequences: which backends may be picked in each route, what is reported, and whose
 * connections are cut. A backend has one health, whatever routes it is in; panic and the bounds of ejection are each route's.
 * Confined to the router's thread.
 */
public final class BackendHealthView implements HealthListener {
    private static final Logger LOG = LoggerFactory.getLogger(BackendHealthView.class);

    private static final Duration SPARED_AGAIN = Duration.ofMinutes(1);

    private final BackendRegistry registry;
    private final Routes<?> routes;
    private final BalancerObserver observer;
    private final Dispatch.Consequences consequences;
    /** Limits a message to one for each backend and change: with no other backend left, each failed connect would be a line. */
    private final Map<String, LineBudget> spared = new HashMap<>();

    private final OwnShortages shortages = new OwnShortages();
    private final PoolHealth health;
    private long now;

    /** Creates the health of no backends. */
    BackendHealthView(
            BackendRegistry registry,
            Routes<?> routes,
            DispatchSettings settings,
            BalancerObserver observer,
            Dispatch.Consequences consequences,
            long nowNanos) {
        this.registry = registry;
        this.routes = routes;
        this.observer = observer;
        this.consequences = consequences;
        now = nowNanos;
        health = new PoolHealth(settings.health(), RandomStream.named(settings.seed(), "health"), this, now);
    }

    /** Goes by other settings; what is known of the backends stays, see {@link PoolHealth#reconfigure}. */
    void reconfigure(DispatchSettings changed, long nowNanos) {
        now = nowNanos;
        health.reconfigure(changed.health(), nowNanos);
    }

    /** The routes have other backends. */
    void divide(long nowNanos) {
        now = nowNanos;
        if (routes.byName()) {
            health.divide(routes.members());
        }
    }

    /**
     * A backend joins; one that was here before goes on with the health that it had.
     *
     * @param keepsAdmin whether an operator's wish from before holds; else it is ready
     */
    void add(BackendRegistry.Entry entry, boolean keepsAdmin, long nowNanos) {
        now = nowNanos;
        int index = entry.backend().index();
        HealthMemory known = entry.takeHealth();
        if (known == null) {
            health.add(index, entry.destination().backup(), nowNanos);
            entry.setAdmin(AdminState.READY);
        } else {
            HealthMemory resumed = keepsAdmin ? known : known.ready();
            entry.setAdmin(resumed.admin());
            health.add(index, entry.destination().backup(), resumed, nowNanos);
        }
    }

    /** Returns what was known of its health; null when nothing was. */
    @Nullable
    HealthMemory remove(BackendRegistry.Entry entry, long nowNanos) {
        now = nowNanos;
        spared.remove(entry.name());
        return health.remove(entry.backend().index()).orElse(null);
    }

    /** Makes changes whose consequences are drawn once, at their end. */
    void together(Runnable changes) {
        health.together(changes);
    }

    /** Replaces the description of a backend; its health stays. */
    void redescribe(BackendRegistry.Entry entry, long nowNanos) {
        now = nowNanos;
        health.setBackup(entry.backend().index(), entry.destination().backup());
    }

    /** The operator wishes something else of it. */
    void setAdmin(BackendRegistry.Entry entry, long nowNanos) {
        now = nowNanos;
        health.setAdmin(entry.backend().index(), entry.admin(), nowNanos);
    }

    public List<Integer> startChecks(long nowNanos) {
        now = nowNanos;
        health.tick(nowNanos);
        return health.startChecks(nowNanos);
    }

    /**
     * Takes the outcome of a check.
     *
     * @param checked where it was made; what comes late, of a backend that is gone, says nothing of the one of its index
     */
    public void checked(int index, SocketAddress checked, CheckOutcome outcome, long nowNanos) {
        now = nowNanos;
        registry.find(index)
                .filter(entry -> entry.destination().address().equals(checked))
                .ifPresent(entry -> {
                    observer.checked(entry.name(), outcome.result().name(), outcome.nanos());
                    if (outcome.result() == CheckResult.SOCKERR) {
                        shortage("check", entry, outcome.detail());
                    }
                    health.checked(index, outcome, nowNanos);
                });
    }

    public void connected(Backend backend) {
        health.connected(backend.index());
    }

    public void connectFailed(Backend backend, long nowNanos) {
        now = nowNanos;
        health.connectFailed(backend.index(), nowNanos);
    }

    /** A client's connect failed through the balancer's own shortage or fault: said, and counted against nobody. */
    void unable(Backend backend, ConnectFailure why, long nowNanos) {
        now = nowNanos;
        shortage("connection", registry.of(backend), why.words());
    }

    private void shortage(String what, BackendRegistry.Entry entry, String why) {
        String line = shortages.line(what, entry.name(), why, now);
        if (line != null) {
            LOG.warn("{}", line);
        }
    }

    /** A connection has ended; returns whether that speaks against its backend. */
    boolean ended(Backend backend, BackendConduct conduct, SocketAddress client, long nowNanos) {
        now = nowNanos;
        int index = backend.index();
        switch (conduct.kind()) {
            case NOTHING -> {}
            case ANSWERED -> health.answered(index, ClientIdentity.witness(client));
            case LEFT -> health.left(index);
            case CLOSED_UNASKED -> {
                // One that was ended late, or while nobody is ejected, is still a failure for the policy.
                health.unanswered(index, conduct.openNanos(), false, 0, nowNanos);
                return true;
            }
            case CLOSED_UNANSWERED -> {
                return health.unanswered(index, conduct.openNanos(), true, ClientIdentity.witness(client), nowNanos);
            }
        }
        return false;
    }

    long nextTickAt() {
        return health.nextTickAt();
    }

    public Eligibility verdict(BackendRegistry.Entry entry, long nowNanos) {
        return health.verdict(entry.backend().index(), nowNanos);
    }

    /** Reasons why unhealthy backends are picked, for each route in panic; empty when no route is. */
    public String panic() {
        return routes.all().stream()
                .filter(route -> health.panic(route.id()).isOn())
                .map(route -> prefix(route) + health.panic(route.id()).reason())
                .collect(Collectors.joining("; "));
    }

    private String prefix(Route<?> route) {
        return routes.byName() ? "route " + route.name() + ": " : "";
    }

    @Override
    public void changed(int index, Change change, String reason) {
        registry.find(index).ifPresent(entry -> {
            write(entry.name(), change, reason);
            observer.healthChanged(entry.name(), change);
        });
    }

    private void write(String backend, Change change, String reason) {
        if (change != Change.SPARED) {
            spared.remove(backend);
            LOG.atLevel(level(change)).log("backend [{}] {}: {}", backend, change, reason);
            return;
        }
        long leftOut = spared.computeIfAbsent(backend, name -> new LineBudget(SPARED_AGAIN))
                .take(now);
        if (leftOut != LineBudget.QUIET) {
            LOG.info("backend [{}] SPARED: {}{}", backend, reason, LineBudget.suffix(leftOut));
        }
    }

    private static Level level(Change change) {
        return switch (change) {
            case DOWN, EJECTED -> Level.WARN;
            case GOING_DOWN, GOING_UP, UP, RETURNED, SPARED, READY, DRAIN, MAINT -> Level.INFO;
        };
    }

    @Override
    public void cut(int index) {
        registry.find(index).ifPresent(entry -> consequences.cut(entry.backend(), Termination.BACKEND_DOWN));
    }

    @Override
    public void panicChanged(int pool, Panic changed) {
        Route<?> route = routes.find(pool);
        if (route != null) {
            LOG.atLevel(changed.isOn() ? Level.ERROR : Level.INFO)
                    .log("{}panic {}: {}", prefix(route), changed.isOn() ? "begins" : "ends", changed.reason());
        }
    }

    @Override
    public void eligible(int pool, List<Integer> backends) {
        Route<?> route = routes.find(pool);
        if (route != null) {
            route.eligible(backends);
            routes.tell(route, now);
        }
    }
}
