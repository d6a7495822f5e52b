package io.giliran.health;

import io.giliran.health.Eligibility.State;
import io.giliran.health.HealthListener.Change;
import io.giliran.workload.DurationText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which backends of a pool may be picked: one verdict for each, from its checks, ejection and administrative state and
 * the panic of the pool. Does nothing by itself: the caller reports events, and calls it at the time it asks for.
 *
 * <p>Backends may be divided into several pools, and be in more than one of them. Checks, ejection and administrative state are
 * the backend's, and there is one of each; what depends on the others, which is panic, how many may be ejected, who is an
 * outlier and whether another one is left, is judged in each pool.
 *
 * <p>Backends are known by index. What is told of one that is not in the pool, because it has left, is ignored. Confined to one
 * thread.
 */
public final class PoolHealth {
    /** The pool that all backends are in while they are not divided. */
    public static final int ALL = 0;

    private HealthParameters parameters;
    private final RandomGenerator random;
    private final HealthListener listener;
    private @Nullable OutlierDetection outliers;
    private final Map<Integer, BackendHealth> backends = new TreeMap<>();
    private final DueTimes checksDue = new DueTimes();
    private final Pools pools = new Pools();
    private Map<Integer, Panic> panics = Map.of();
    private Map<Integer, List<Integer>> eligible = Map.of();
    private boolean ejectionsChanged;
    /** Whether verdicts are held back until several changes are made. */
    private boolean holding;

    private boolean due;
    private long settled;

    /** A pool without backends. */
    public PoolHealth(HealthParameters parameters, RandomGenerator random, HealthListener listener, long nowNanos) {
        this.parameters = parameters;
        this.random = random;
        this.listener = listener;
        outliers = parameters
                .ejection()
                .map(ejection -> outliers(ejection, nowNanos))
                .orElse(null);
    }

    private OutlierDetection outliers(EjectionParameters ejection, long nowNanos) {
        return new OutlierDetection(ejection, pools, this::isDispensable, new Ejections(), nowNanos);
    }

    /**
     * Replaces the parameters. What is known stays: rise and fall, the pending checks, the counts of connections, who is
     * ejected and until when. Only what is turned off is forgotten; backends that were not checked before are up until a
     * check fails, and the initial state is that of those that join later.
     */
    public void reconfigure(HealthParameters changed, long nowNanos) {
        parameters = changed;
        backends.forEach((index, backend) -> {
            backend.reconfigure(changed.checks().orElse(null), random, nowNanos);
            schedule(index, backend);
        });
        OutlierDetection before = outliers;
        if (changed.ejection().isEmpty()) {
            if (before != null) {
                before.returnAll("ejection is off");
            }
            outliers = null;
        } else if (before != null) {
            before.reconfigure(changed.ejection().get(), nowNanos);
        } else {
            outliers = outliers(changed.ejection().get(), nowNanos);
            backends.forEach((index, backend) -> {
                if (backend.admin() == AdminState.READY) {
                    watch(index);
                }
            });
        }
        settle();
    }

    /** A backend joins, ready. */
    public void add(int index, boolean backup, long nowNanos) {
        demandAbsence(index);
        BackendHealth added = parameters
                .checks()
                .map(checks -> new BackendHealth(backup, checks, new CheckSchedule(checks.timing(), random)))
                .orElseGet(() -> new BackendHealth(backup, null, null));
        added.begin(nowNanos);
        backends.put(index, added);
        schedule(index, added);
        watch(index);
        settle();
    }

    /**
     * A backend joins again, with what {@link #remove} has returned and its administrative state; its next check is due soon.
     *
     * @param known is owned by this from now on
     */
    public void add(int index, boolean backup, HealthMemory known, long nowNanos) {
        demandAbsence(index);
        BackendHealth added = known.health();
        added.setBackup(backup);
        added.resume(parameters.checks().orElse(null), random, nowNanos);
        backends.put(index, added);
        schedule(index, added);
        if (outliers != null && added.admin() == AdminState.READY) {
            if (known.tally() == null) {
                watch(index);
            } else {
                outliers.add(index, known.tally());
            }
        }
        settle();
    }

    private void demandAbsence(int index) {
        if (backends.containsKey(index)) {
            throw new IllegalArgumentException("backend " + index + " is in the pool already");
        }
    }

    /** A backend leaves. Returns what was known of it; empty when it was not in the pool. */
    public Optional<HealthMemory> remove(int index) {
        BackendHealth removed = backends.remove(index);
        if (removed == null) {
            return Optional.empty();
        }
        checksDue.remove(index);
        ConnectionTally tally = outliers == null ? null : outliers.remove(index);
        settle();
        return Optional.of(new HealthMemory(removed, tally));
    }

    /** A backend becomes a backup, or ceases to be one. */
    public void setBackup(int index, boolean backup) {
        BackendHealth backend = backends.get(index);
        if (backend != null && backend.isBackup() != backup) {
            backend.setBackup(backup);
            settle();
        }
    }

    /**
     * Divides the backends into pools: those of one pool stand in for each other, instead of all.
     *
     * @param members of each pool, by its id; a backend that is in no pool may not be picked
     */
    public void divide(Map<Integer, Set<Integer>> members) {
        pools.divide(members);
        if (outliers != null) {
            outliers.poolsChanged();
        }
        settle();
    }

    /**
     * Sets the administrative state. A backend in maint is not checked, and begins as a new one when that ends; one that is not
     * ready is not ejected, nor counted among those that may be.
     */
    public void setAdmin(int index, AdminState wanted, long nowNanos) {
        BackendHealth backend = backends.get(index);
        if (backend == null || backend.admin() == wanted) {
            return;
        }
        AdminState before = backend.admin();
        backend.setAdmin(wanted);
        if (wanted == AdminState.MAINT) {
            backend.stopChecks();
        } else if (before == AdminState.MAINT) {
            backend.begin(nowNanos);
        }
        schedule(index, backend);
        if (before == AdminState.READY) {
            unwatch(index);
        } else if (wanted == AdminState.READY) {
            watch(index);
        }
        listener.changed(index, Change.valueOf(wanted.name()), "as asked");
        settle();
    }

    /**
     * The backends whose check is due. The checks count as begun: {@link #checked} must follow, at the latest at the timeout.
     */
    public List<Integer> startChecks(long nowNanos) {
        List<Integer> due = checksDue.dueAt(nowNanos);
        for (int index : due) {
            of(index).startCheck(nowNanos);
            checksDue.remove(index);
        }
        return due;
    }

    /** A check has ended. Ignored when none was begun. What it costs grows with the others only when a state changes. */
    public void checked(int index, CheckOutcome outcome, long nowNanos) {
        BackendHealth backend = backends.get(index);
        if (backend == null || !backend.isCheckRunning()) {
            return;
        }
        State before = state(index);
        RiseFall.Change change = backend.checked(outcome, nowNanos);
        schedule(index, backend);
        if (change != RiseFall.Change.NONE) {
            listener.changed(index, Change.valueOf(change.name()), backend.text());
        }
        if (change == RiseFall.Change.DOWN && parameters.cutsWhenDown()) {
            listener.cut(index);
        }
        if (outliers != null && outcome.result().isPassed()) {
            outliers.checkPassed(index, outcome.result());
        }
        if (ejectionsChanged || state(index) != before) {
            settle();
        }
    }

    /** A client's connect to the backend has failed. Makes the next check come sooner. */
    public void connectFailed(int index, long nowNanos) {
        BackendHealth backend = backends.get(index);
        if (backend != null) {
            backend.hurryCheck(nowNanos);
            schedule(index, backend);
            if (outliers != null) {
                outliers.connectFailed(index, nowNanos);
                settleEjections();
            }
        }
    }

    /** A client's connect to the backend has succeeded. */
    public void connected(int index) {
        if (outliers != null) {
            outliers.connected(index);
        }
    }

    /**
     * A connection has ended on which the backend has sent something. Once for each connection, as with {@link #left} and
     * {@link #unanswered}.
     *
     * @param client the same number for the same client
     */
    public void answered(int index, long client) {
        if (outliers != null) {
            outliers.answered(index, client);
        }
    }

    /** The client has ended a connection first, on which the backend had sent nothing. */
    public void left(int index) {
        if (outliers != null) {
            outliers.left(index);
        }
    }

    /**
     * The backend has ended a connection that was open for so long, before the client did and without having sent a byte.
     *
     * @param clientSpoke whether the client had sent something, so that it may have been refused with reason
     * @param client the same number for the same client
     * @return whether that counts against the backend
     */
    public boolean unanswered(int index, long openNanos, boolean clientSpoke, long client, long nowNanos) {
        if (outliers == null) {
            return false;
        }
        boolean counts = outliers.unanswered(index, openNanos, clientSpoke, client, nowNanos);
        settleEjections();
        return counts;
    }

    /** Does what time alone brings about. */
    public void tick(long nowNanos) {
        if (outliers != null) {
            outliers.tick(nowNanos);
            settleEjections();
        }
    }

    /** Time of the next {@link #tick} or {@link #startChecks}; {@link Long#MAX_VALUE} for never. */
    public long nextTickAt() {
        return outliers == null || backends.isEmpty()
                ? checksDue.next()
                : Math.min(checksDue.next(), outliers.nextTickAt());
    }

    /** The backends of the pool that may be picked, in order. */
    public List<Integer> eligible(int pool) {
        return eligible.getOrDefault(pool, List.of());
    }

    public Panic panic(int pool) {
        return panics.getOrDefault(pool, Panic.OFF);
    }

    /** Verdict on a backend of the pool. */
    public Eligibility verdict(int index, long nowNanos) {
        BackendHealth backend = backends.get(index);
        if (backend == null) {
            throw new IllegalArgumentException("backend " + index + " is not in the pool");
        }
        State state = state(index);
        String reason = switch (state) {
            case MAINT -> "in maintenance, as asked";
            case DRAIN -> "drained, as asked";
            case EJECTED -> "ejected for " + (outliers == null ? "" : outliers.text(index, nowNanos));
            case UNKNOWN, DOWN, UP -> backend.text();
        };
        for (Pools.Pool pool : pools.of(index)) {
            Panic panic = panic(pool.id());
            if (isEligible(state, panic)) {
                return new Eligibility(
                        true, state, state == State.UP ? reason : reason + "; picked in panic, " + panic.reason());
            }
        }
        return new Eligibility(false, state, reason);
    }

    /** Number of evaluations of all backends, each of which costs as much as there are of them. */
    long settled() {
        return settled;
    }

    private BackendHealth of(int index) {
        return Objects.requireNonNull(backends.get(index));
    }

    private State state(int index) {
        State state = of(index).state();
        return state == State.UP && outliers != null && outliers.isEjected(index) ? State.EJECTED : state;
    }

    private static boolean isEligible(State state, Panic panic) {
        return state == State.UP || (panic.isOn() && (state == State.DOWN || state == State.EJECTED));
    }

    /** The last one of a pool is never ejected; panic does not count, for it picks the ejected ones too. */
    private boolean isDispensable(int index) {
        return pools.of(index).stream().allMatch(pool -> hasAnotherUp(pool, index));
    }

    private boolean hasAnotherUp(Pools.Pool pool, int index) {
        return pool.in(backends.keySet()).stream().anyMatch(other -> other != index && state(other) == State.UP);
    }

    private void schedule(int index, BackendHealth backend) {
        checksDue.set(index, backend.checkDueAt());
    }

    private void watch(int index) {
        if (outliers != null) {
            outliers.add(index);
        }
    }

    private void unwatch(int index) {
        if (outliers != null) {
            outliers.remove(index);
        }
    }

    private void settleEjections() {
        if (ejectionsChanged) {
            settle();
        }
    }

    /**
     * Makes changes whose consequences are drawn once, at their end: a thousand backends that join one by one would cost a
     * thousand looks at a thousand.
     */
    public void together(Runnable changes) {
        boolean within = holding;
        holding = true;
        try {
            changes.run();
        } finally {
            holding = within;
            if (!within && due) {
                settle();
            }
        }
    }

    /** Evaluates all pools after a change. */
    private void settle() {
        due = holding;
        if (holding) {
            return;
        }
        settled++;
        pools.all().forEach(this::returnTheEjectedWhenNoOtherIsUp);
        ejectionsChanged = false;
        Map<Integer, Panic> panicsBefore = panics;
        Map<Integer, List<Integer>> eligibleBefore = eligible;
        panics = new HashMap<>();
        eligible = new HashMap<>();
        for (Pools.Pool pool : pools.all()) {
            Panic panic = judgePanic(pool);
            panics.put(pool.id(), panic);
            eligible.put(pool.id(), judge(pool, panic));
        }
        for (Pools.Pool pool : pools.all()) {
            Panic panic = panic(pool.id());
            if (panic.isOn() != panicsBefore.getOrDefault(pool.id(), Panic.OFF).isOn()) {
                listener.panicChanged(pool.id(), panic);
            }
            List<Integer> picked = eligible(pool.id());
            if (!picked.equals(eligibleBefore.getOrDefault(pool.id(), List.of()))) {
                listener.eligible(pool.id(), picked);
            }
        }
    }

    private List<Integer> judge(Pools.Pool pool, Panic panic) {
        return pool.in(backends.keySet()).stream()
                .filter(index -> isEligible(state(index), panic))
                .toList();
    }

    private void returnTheEjectedWhenNoOtherIsUp(Pools.Pool pool) {
        if (outliers == null) {
            return;
        }
        List<Integer> ejected = new ArrayList<>();
        for (int index : pool.in(backends.keySet())) {
            switch (state(index)) {
                case UP -> {
                    return;
                }
                case EJECTED -> ejected.add(index);
                default -> {}
            }
        }
        for (int index : ejected) {
            outliers.returnNow(index, "no other backend is left");
        }
    }

    private Panic judgePanic(Pools.Pool pool) {
        int healthy = 0;
        int primaries = 0;
        boolean backupHealthy = false;
        for (int index : pool.in(backends.keySet())) {
            State state = state(index);
            if (of(index).isBackup()) {
                backupHealthy |= state == State.UP;
            } else if (state == State.UP) {
                healthy++;
                primaries++;
            } else if (state == State.DOWN || state == State.EJECTED) {
                primaries++;
            }
        }
        return Panic.of(parameters.panicPercent(), healthy, primaries, backupHealthy);
    }

    /** Receives ejections, which change the eligible backends. */
    private final class Ejections implements EjectionListener {
        @Override
        public void ejected(int backend, EjectionCause cause, String why, long nanos) {
            ejectionsChanged = true;
            listener.changed(backend, Change.EJECTED, "for " + DurationText.format(nanos) + ": " + why);
        }

        @Override
        public void returned(int backend, String why) {
            ejectionsChanged = true;
            listener.changed(backend, Change.RETURNED, why);
        }

        @Override
        public void spared(int backend, EjectionCause cause, String why) {
            listener.changed(backend, Change.SPARED, why);
        }
    }
}
