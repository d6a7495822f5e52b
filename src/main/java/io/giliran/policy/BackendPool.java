package io.giliran.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Pool of backends, with the rules that hold for all policies: a backend at its maximum of connections is not picked; backups
 * are picked only when no other backend can be; one that joins ramps up, its weight growing linearly from a tenth. Asks a
 * policy for all other decisions. {@link Picking} drives it. Confined to one thread, as policies are.
 */
public final class BackendPool {
    /** No bound on connections. */
    public static final int ENDLESS = Integer.MAX_VALUE;

    private static final int STEPS = 20;
    private static final double FIRST_PART = 0.1;
    private static final int SCALE = 200;

    /**
     * A backend that may be picked.
     *
     * @param maxConnections how many it may have at once, connects still pending included
     */
    public record Member(Backend backend, boolean backup, int maxConnections) {
        /** A member without a bound on connections that is no backup. */
        public static Member of(Backend backend) {
            return new Member(backend, false, ENDLESS);
        }
    }

    private final BalancingPolicy primaries;
    private final BalancingPolicy backups;
    private final Set<Signal> signals;
    private long slowStartNanos;
    private final BitSet full = new BitSet();
    /** The members. */
    private final BitSet present = new BitSet();
    /** The members that are not full. */
    private final BitSet free = new BitSet();

    private final TriedBackends unavailable = TriedBackends.empty();
    private List<Member> members = List.of();
    private boolean anyBackup;
    private boolean begun;
    private boolean pickedBackups;
    private int[] open = new int[0];
    private int[] most = new int[0];
    private boolean[] isBackup = new boolean[0];
    private long[] joinedAt = new long[0];
    /** The last member of each index. */
    private @Nullable Backend[] known = new @Nullable Backend[0];

    private long nextStepAt = Long.MAX_VALUE;
    private @Nullable PickNotes notes;

    /**
     * A pool without members.
     *
     * @param policy makes a fresh policy at each call
     * @param slowStartNanos how long one that joins later takes to its full weight; 0 for at once
     */
    public BackendPool(Supplier<BalancingPolicy> policy, long slowStartNanos) {
        primaries = policy.get();
        backups = policy.get();
        signals = primaries.signals();
        this.slowStartNanos = slowStartNanos;
    }

    /** The policy's name. */
    public String name() {
        return primaries.name();
    }

    /**
     * Replaces the members. Connections of those that leave stay counted until they are closed; those of one that becomes a
     * backup, or ceases to be one, are counted where it is now. What was learnt of a member is forgotten when another one, by
     * name or key, gets its index.
     */
    void set(List<Member> replaced, long nowNanos) {
        BitSet before = new BitSet();
        BitSet moved = new BitSet();
        members.forEach(member -> before.set(member.backend().index()));
        members = List.copyOf(replaced);
        anyBackup = members.stream().anyMatch(Member::backup);
        for (Member member : members) {
            int index = member.backend().index();
            growTo(index);
            boolean isOther = isOther(known[index], member.backend());
            if (isOther) {
                primaries.forget(member.backend());
                backups.forget(member.backend());
            }
            known[index] = member.backend();
            most[index] = member.maxConnections();
            moved.set(index, open[index] > 0 && isBackup[index] != member.backup());
            isBackup[index] = member.backup();
            if (!before.get(index) || isOther) {
                joinedAt[index] = begun ? nowNanos : nowNanos - slowStartNanos;
            }
            full.set(index, open[index] >= most[index]);
        }
        present.clear();
        members.forEach(member -> present.set(member.backend().index()));
        free.clear();
        free.or(present);
        free.andNot(full);
        begun = true;
        weigh(nowNanos);
        for (Member member : members) {
            if (moved.get(member.backend().index())) {
                countAnew(member.backend(), nowNanos);
            }
        }
    }

    /** Replaces how long a ramp-up takes. A ramp-up that is under way goes on as if it had begun with this. */
    void slowStart(long nanos, long nowNanos) {
        // Whoever has its full weight keeps it.
        for (Member member : members) {
            if (part(member, nowNanos) >= 1) {
                joinedAt[member.backend().index()] = nowNanos - nanos;
            }
        }
        slowStartNanos = nanos;
        weigh(nowNanos);
    }

    /** Members whose ramp-up is under way in another pool, which this one replaces, are as far here; returns these. */
    List<Member> rampUpAs(BackendPool replaced, long nowNanos) {
        List<Member> ramping = new ArrayList<>();
        for (Member member : members) {
            int index = member.backend().index();
            if (replaced.present.get(index) && replaced.part(member, nowNanos) < 1) {
                joinedAt[index] = replaced.joinedAt[index];
                ramping.add(member);
            }
        }
        weigh(nowNanos);
        return ramping;
    }

    /** Start of the member's ramp-up. */
    long joinedAt(Backend backend) {
        return joinedAt[backend.index()];
    }

    /** Number of open connections of the backend: the count by which policies are driven. */
    int open(Backend backend) {
        return open[backend.index()];
    }

    /** A member has joined at another time than when it was set. */
    void joined(Backend backend, long atNanos, long nowNanos) {
        joinedAt[backend.index()] = atNanos;
        weigh(nowNanos);
    }

    /** Picks a member; null when none can be. See {@link BalancingPolicy#pick}. */
    @Nullable
    Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        if (nowNanos >= nextStepAt) {
            weigh(nowNanos);
        }
        TriedBackends excluded = tried;
        if (!full.isEmpty()) {
            unavailable.become(tried, full);
            excluded = unavailable;
            noteFull();
        }
        Backend picked = primaries.pick(clientKey, excluded, nowNanos);
        pickedBackups = picked == null && anyBackup;
        if (pickedBackups) {
            picked = backups.pick(clientKey, excluded, nowNanos);
        }
        return picked;
    }

    /** Whether a member that is not among the tried has all the connections that it may have, so that waiting may help. */
    boolean hasFullOne(TriedBackends tried) {
        for (Member member : members) {
            if (full.get(member.backend().index()) && !tried.contains(member.backend())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a member that is not among the tried may have one more connection: then, and only then, {@link #pick} finds one.
     * Costs no more than the number of the tried.
     */
    boolean hasFreeOne(TriedBackends tried) {
        for (int index = free.nextSetBit(0); index >= 0; index = free.nextSetBit(index + 1)) {
            if (!tried.contains(index)) {
                return true;
            }
        }
        return false;
    }

    /** See {@link BalancingPolicy#connectionOpened}. */
    void connectionOpened(Backend backend, long nowNanos) {
        int index = backend.index();
        open[index]++;
        if (open[index] >= most[index]) {
            full.set(index);
            free.clear(index);
        }
        policyOf(index).connectionOpened(backend, nowNanos);
    }

    /** See {@link BalancingPolicy#connectionClosed}. */
    void connectionClosed(Backend backend, long nowNanos) {
        int index = backend.index();
        open[index]--;
        if (open[index] < most[index] && full.get(index)) {
            full.clear(index);
            free.set(index, present.get(index));
        }
        policyOf(index).connectionClosed(backend, nowNanos);
    }

    /** See {@link BalancingPolicy#connectionFailed}. */
    void connectionFailed(Backend backend, long nowNanos) {
        policyOf(backend.index()).connectionFailed(backend, nowNanos);
    }

    /** See {@link BalancingPolicy#signals}. */
    Set<Signal> signals() {
        return signals;
    }

    /** See {@link BalancingPolicy#observed}. */
    void observed(Backend backend, Signal signal, long nanos, long nowNanos) {
        policyOf(backend.index()).observed(backend, signal, nanos, nowNanos);
    }

    /** See {@link BalancingPolicy#wantedProbes}: backups are asked while it is they who are picked. */
    int wantedProbes(Backend[] wanted, long nowNanos) {
        return (pickedBackups ? backups : primaries).wantedProbes(wanted, nowNanos);
    }

    /** See {@link BalancingPolicy#probed}. */
    void probed(Backend backend, int inFlight, long latencyNanos, long nowNanos) {
        policyOf(backend.index()).probed(backend, inFlight, latencyNanos, nowNanos);
    }

    /** See {@link BalancingPolicy#noteIn}. */
    void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
        primaries.noteIn(replaced);
        backups.noteIn(replaced);
    }

    private static boolean isOther(@Nullable Backend before, Backend now) {
        return before != null
                && !(before.name().equals(now.name()) && before.key().equals(now.key()));
    }

    private BalancingPolicy policyOf(int index) {
        return isBackup[index] ? backups : primaries;
    }

    private void countAnew(Backend backend, long nowNanos) {
        BalancingPolicy now = policyOf(backend.index());
        BalancingPolicy before = now == backups ? primaries : backups;
        for (int i = 0; i < open[backend.index()]; i++) {
            before.connectionClosed(backend, nowNanos);
            now.connectionOpened(backend, nowNanos);
        }
    }

    private void noteFull() {
        if (notes != null) {
            for (Member member : members) {
                if (full.get(member.backend().index())) {
                    notes.skipped(member.backend(), "has all the connections that it may have");
                }
            }
        }
    }

    /** Weights are whole, so while some backend has only a part of its own all are multiplied. */
    private void weigh(long nowNanos) {
        boolean starting = false;
        for (Member member : members) {
            starting |= part(member, nowNanos) < 1;
        }
        List<Backend> first = new ArrayList<>();
        List<Backend> last = new ArrayList<>();
        for (Member member : members) {
            Backend whole = member.backend();
            int weight = starting
                    ? (int) Math.max(1, Math.round(whole.weight() * SCALE * part(member, nowNanos)))
                    : whole.weight();
            (member.backup() ? last : first).add(new Backend(whole.index(), whole.name(), weight, whole.key()));
        }
        nextStepAt = starting ? nowNanos + Math.max(1, slowStartNanos / STEPS) : Long.MAX_VALUE;
        primaries.eligible(first);
        backups.eligible(last);
    }

    private double part(Member member, long nowNanos) {
        long since = nowNanos - joinedAt[member.backend().index()];
        return since >= slowStartNanos ? 1 : Math.max(FIRST_PART, (double) since / slowStartNanos);
    }

    private void growTo(int index) {
        if (index >= open.length) {
            int size = index + 1;
            open = Arrays.copyOf(open, size);
            most = Arrays.copyOf(most, size);
            isBackup = Arrays.copyOf(isBackup, size);
            joinedAt = Arrays.copyOf(joinedAt, size);
            known = Arrays.copyOf(known, size);
        }
    }
}
