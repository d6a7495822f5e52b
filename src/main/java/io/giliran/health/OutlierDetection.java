package io.giliran.health;

import io.giliran.workload.DurationText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Ejects the backends whose connections fail while those of the others do not, judged by the outcomes of clients' connections.
 * Without a check of its own, so it also finds a backend that passes its checks and serves nobody.
 *
 * <p>Each attempt at a backend counts once at most: as a failed connect, as answered, or as unanswered. {@link UnansweredRow}
 * is the rule for which of the unanswered speak against the backend. {@link EjectionCap} is the rule for how many of a pool may
 * be ejected; whoever makes this says whether a backend can be spared besides. Success rates are compared within each pool.
 */
final class OutlierDetection {
    /** The more there are, the longer the end of each connection takes; beyond, only different clients are counted. */
    private static final int MOST_SUSPECTS = 32;

    private EjectionParameters parameters;
    private final Pools pools;
    private final IntPredicate dispensable;
    private final EjectionListener listener;
    private final Map<Integer, ConnectionTally> tallies = new TreeMap<>();
    /** End of each ejection. */
    private final DueTimes ejectionEnds = new DueTimes();

    /** The backends with a row that seeks a witness. */
    private final List<ConnectionTally> suspects = new ArrayList<>();

    private long intervalEndsAt;

    /**
     * Watches nobody yet.
     *
     * @param pools who stands in for whom; see {@link #poolsChanged}
     * @param dispensable whether another backend can be picked when this one is not
     */
    OutlierDetection(
            EjectionParameters parameters,
            Pools pools,
            IntPredicate dispensable,
            EjectionListener listener,
            long nowNanos) {
        this.parameters = parameters;
        this.pools = pools;
        this.dispensable = dispensable;
        this.listener = listener;
        intervalEndsAt = nowNanos + parameters.intervalNanos();
    }

    /**
     * Replaces the parameters. What is counted, who is ejected and until when stay; the interval ends at the latest after the
     * new length of it. When fewer may be ejected than are, some return.
     */
    void reconfigure(EjectionParameters changed, long nowNanos) {
        parameters = changed;
        intervalEndsAt = Math.min(intervalEndsAt, nowNanos + changed.intervalNanos());
        tallies.values().forEach(tally -> tally.needClients(changed.unansweredClients()));
        suspects.removeIf(suspect -> suspect.row().isEmpty());
        pools.all().forEach(this::returnThoseTooMany);
    }

    void add(int backend) {
        add(backend, new ConnectionTally(parameters.unansweredClients()));
    }

    /**
     * Watches a backend with what is known of it from before. An ejected backend stays so, unless too many would be.
     *
     * @param kept is owned by this from now on
     */
    void add(int backend, ConnectionTally kept) {
        kept.become(backend);
        kept.needClients(parameters.unansweredClients());
        tallies.put(backend, kept);
        ejectionEnds.set(backend, kept.isEjected() ? kept.ejectedUntil() : DueTimes.NEVER);
        if (kept.isEjected()) {
            pools.all().forEach(this::returnThoseTooMany);
        }
    }

    /**
     * Forgets a backend, and that it was ejected. When the others are so few now that too many of them are, some return.
     *
     * @return what was known of it; null when it was not watched
     */
    @Nullable
    ConnectionTally remove(int backend) {
        ConnectionTally removed = tallies.remove(backend);
        if (removed != null) {
            ejectionEnds.remove(backend);
            suspects.remove(removed);
            pools.all().forEach(this::returnThoseTooMany);
        }
        return removed;
    }

    /** Ends all ejections, for example because there are to be none any more. */
    void returnAll(String why) {
        for (ConnectionTally tally : tallies.values()) {
            if (tally.isEjected()) {
                returnNow(tally, why);
            }
        }
    }

    /** Others stand in for each other now. */
    void poolsChanged() {
        pools.all().forEach(this::returnThoseTooMany);
    }

    boolean isEjected(int backend) {
        ConnectionTally tally = tallies.get(backend);
        return tally != null && tally.isEjected();
    }

    /** Text of an ejection: its remaining time and its cause. */
    String text(int backend, long nowNanos) {
        ConnectionTally tally = tallies.get(backend);
        return tally == null ? "" : DurationText.format(tally.ejectedUntil() - nowNanos) + " more: " + tally.why();
    }

    void connectFailed(int backend, long nowNanos) {
        ConnectionTally tally = tallies.get(backend);
        if (tally != null) {
            int inARow = tally.connectFailed();
            if (inARow >= parameters.connectFailures().orElse(Integer.MAX_VALUE)) {
                eject(tally, EjectionCause.CONNECT_FAILURES, inARow + " connects in a row failed", nowNanos);
            }
        }
    }

    void connected(int backend) {
        ConnectionTally tally = tallies.get(backend);
        if (tally != null) {
            tally.connected();
        }
    }

    /** The backend has answered this client. */
    void answered(int backend, long client) {
        ConnectionTally tally = tallies.get(backend);
        if (tally != null) {
            tally.answered();
            suspects.remove(tally);
            witness(tally, client, true);
        }
    }

    /** The client has ended a connection first, and without an answer. */
    void left(int backend) {
        ConnectionTally tally = tallies.get(backend);
        if (tally != null) {
            tally.left();
            suspects.remove(tally);
        }
    }

    /**
     * The backend has ended a connection {@code openNanos} after it was connected, without having sent a byte.
     *
     * @return whether that counts against it
     */
    boolean unanswered(int backend, long openNanos, boolean clientSpoke, long client, long nowNanos) {
        ConnectionTally tally = tallies.get(backend);
        if (tally == null || openNanos > parameters.unansweredWithinNanos()) {
            return false;
        }
        UnansweredRow row = tally.row();
        if (clientSpoke) {
            row.addSpoken(client);
            witness(tally, client, false);
            if (suspects.size() < MOST_SUSPECTS && !suspects.contains(tally)) {
                suspects.add(tally);
            }
        } else {
            row.addUnasked();
        }
        boolean counts = !clientSpoke || row.hasWitness();
        if (counts) {
            tally.bad();
        }
        int inARow = row.counted();
        if (inARow >= parameters.unanswered().orElse(Integer.MAX_VALUE)) {
            eject(tally, EjectionCause.UNANSWERED, inARow + " connections in a row ended unanswered", nowNanos);
        }
        return counts;
    }

    /** Compares the fate of a client on one backend with its fate on the suspects; mostly there are none. */
    private void witness(ConnectionTally met, long client, boolean answered) {
        for (int i = 0; i < suspects.size(); i++) {
            ConnectionTally suspect = suspects.get(i);
            if (suspect != met) {
                suspect.row().elsewhere(client, answered);
            }
        }
    }

    /** A check has shown that what the backend was ejected for is no longer so. */
    void checkPassed(int backend, CheckResult result) {
        ConnectionTally tally = tallies.get(backend);
        if (tally != null
                && tally.isEjected()
                && parameters.returnsOnPassedCheck()
                && (tally.cause() == EjectionCause.CONNECT_FAILURES || result.provesAnswers())) {
            returnNow(tally, "a check passed, " + result);
        }
    }

    /** Ends one ejection. */
    void returnNow(int backend, String why) {
        ConnectionTally tally = tallies.get(backend);
        if (tally != null && tally.isEjected()) {
            returnNow(tally, why);
        }
    }

    /** Ends the ejections that are over and, when it is over, the interval; one only, however late it is. */
    void tick(long nowNanos) {
        for (int backend : ejectionEnds.dueAt(nowNanos)) {
            returnNow(backend, "its time was over");
        }
        if (nowNanos >= intervalEndsAt) {
            pools.all().forEach(pool -> ejectByRate(pool, nowNanos));
            tallies.values().forEach(ConnectionTally::endInterval);
            long next = intervalEndsAt + parameters.intervalNanos();
            intervalEndsAt = next > nowNanos ? next : nowNanos + parameters.intervalNanos();
        }
    }

    /** Time of the next {@link #tick}. */
    long nextTickAt() {
        return Math.min(intervalEndsAt, ejectionEnds.next());
    }

    private void ejectByRate(Pools.Pool pool, long nowNanos) {
        EjectionParameters.SuccessRate rule = parameters.successRate();
        List<ConnectionTally> judged = new ArrayList<>();
        for (ConnectionTally tally : of(pool)) {
            if (!tally.isEjected() && tally.volume() >= rule.volume()) {
                judged.add(tally);
            }
        }
        if (rule.deviations().isEmpty() || judged.size() < rule.minimumBackends()) {
            return;
        }
        SuccessRates rates = SuccessRates.of(
                judged.stream().mapToDouble(ConnectionTally::successRate).toArray());
        double threshold = rates.threshold(rule.deviations().getAsDouble());
        judged.sort(Comparator.comparingDouble(ConnectionTally::successRate));
        for (ConnectionTally tally : judged) {
            double rate = tally.successRate();
            if (rate < threshold) {
                String why = String.format(
                        Locale.ROOT, "%.1f %% succeeded, below %.1f %% (mean %.1f %%)", rate, threshold, rates.mean());
                eject(tally, EjectionCause.SUCCESS_RATE, why, nowNanos);
            }
        }
    }

    private void eject(ConnectionTally tally, EjectionCause cause, String why, long nowNanos) {
        int backend = tally.backend();
        tally.forgive();
        suspects.remove(tally);
        if (tally.isEjected()) {
            return;
        }
        for (Pools.Pool pool : pools.of(backend)) {
            int ejected = ejected(pool).size();
            if (ejected >= cap(pool)) {
                listener.spared(
                        backend, cause, why + "; " + ejected + " of " + of(pool).size() + " are ejected already");
                return;
            }
        }
        if (!dispensable.test(backend)) {
            listener.spared(backend, cause, why + "; no other backend is left");
        } else {
            long nanos = tally.eject(cause, why, parameters.baseNanos(), parameters.maximumNanos(), nowNanos);
            ejectionEnds.set(backend, tally.ejectedUntil());
            listener.ejected(backend, cause, why, nanos);
        }
    }

    private void returnThoseTooMany(Pools.Pool pool) {
        List<ConnectionTally> ejected = ejected(pool);
        ejected.sort(Comparator.comparingLong(ConnectionTally::ejectedUntil));
        int tooMany = ejected.size() - Math.max(0, cap(pool));
        for (int i = 0; i < tooMany; i++) {
            returnNow(ejected.get(i), "too many were ejected for " + of(pool).size());
        }
    }

    private int cap(Pools.Pool pool) {
        return EjectionCap.of(of(pool).size(), parameters.maximumPercent());
    }

    private List<ConnectionTally> of(Pools.Pool pool) {
        return tallies.values().stream()
                .filter(tally -> pool.has(tally.backend()))
                .toList();
    }

    private List<ConnectionTally> ejected(Pools.Pool pool) {
        List<ConnectionTally> ejected = new ArrayList<>(of(pool));
        ejected.removeIf(tally -> !tally.isEjected());
        return ejected;
    }

    private void returnNow(ConnectionTally tally, String why) {
        tally.returnNow();
        ejectionEnds.remove(tally.backend());
        suspects.remove(tally);
        listener.returned(tally.backend(), why);
    }
}
