package io.giliran.policy;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Backends that have become idle stand in a queue, and the one that has been there longest is picked; when none is idle, one
 * at random, in proportion to weight. A pick costs the same however many backends there are.
 *
 * @see <a href="https://doi.org/10.1016/j.peva.2011.07.015">Lu et al., Join-Idle-Queue: A novel load balancing algorithm for
 *     dynamically scalable web services, 2011</a>
 */
final class JoinIdleQueue implements BalancingPolicy {
    static final String NAME = "join-idle-queue";
    private static final int NONE = -1;

    private final RandomGenerator random;
    private final EligibleBackends backends = new EligibleBackends();
    private final WeightedDraw draw = new WeightedDraw();
    private @Nullable Backend[] byIndex = new @Nullable Backend[0];
    private int[] open = new int[0];
    private boolean[] queued = new boolean[0];
    private int[] before = new int[0];
    private int[] after = new int[0];
    private int head = NONE;
    private int tail = NONE;
    private @Nullable PickNotes notes;

    JoinIdleQueue(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void eligible(List<Backend> eligible) {
        backends.set(eligible);
        draw.set(eligible);
        Arrays.fill(byIndex, null);
        for (Backend backend : eligible) {
            growTo(backend.index());
            byIndex[backend.index()] = backend;
        }
        for (int index = 0; index < byIndex.length; index++) {
            if (byIndex[index] == null) {
                leave(index);
            } else if (open[index] == 0) {
                join(index);
            }
        }
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        for (int index = head; index != NONE; index = after[index]) {
            Backend idle = byIndex[index];
            if (idle != null && !tried.contains(idle)) {
                note(tried, idle, "the one that has been idle longest");
                return idle;
            }
        }
        if (tried.isEmpty()) {
            return drawn(tried, draw.count() == 0 ? null : draw.next(random));
        }
        int untried = backends.siftUntried(tried);
        return drawn(tried, untried == 0 ? null : backends.drawSifted(untried, random));
    }

    @Override
    public void connectionOpened(Backend backend, long nowNanos) {
        growTo(backend.index());
        open[backend.index()]++;
        leave(backend.index());
    }

    @Override
    public void connectionClosed(Backend backend, long nowNanos) {
        if (--open[backend.index()] == 0 && byIndex[backend.index()] != null) {
            join(backend.index());
        }
    }

    @Override
    public void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
        backends.noteIn(replaced);
    }

    private @Nullable Backend drawn(TriedBackends tried, @Nullable Backend drawn) {
        if (notes != null && drawn != null) {
            notes.drawn(drawn.name());
        }
        note(tried, drawn, "none is idle: drawn in proportion to weight");
        return drawn;
    }

    private void note(TriedBackends tried, @Nullable Backend picked, String rule) {
        if (notes != null && picked != null) {
            int untried = backends.siftUntried(tried);
            for (int i = 0; i < untried; i++) {
                Backend candidate = backends.sifted()[i];
                notes.candidate(candidate, open[candidate.index()]);
            }
            notes.decidedBy(rule);
        }
    }

    private void join(int index) {
        if (queued[index]) {
            return;
        }
        queued[index] = true;
        before[index] = tail;
        after[index] = NONE;
        if (tail == NONE) {
            head = index;
        } else {
            after[tail] = index;
        }
        tail = index;
    }

    private void leave(int index) {
        if (!queued[index]) {
            return;
        }
        queued[index] = false;
        if (before[index] == NONE) {
            head = after[index];
        } else {
            after[before[index]] = after[index];
        }
        if (after[index] == NONE) {
            tail = before[index];
        } else {
            before[after[index]] = before[index];
        }
    }

    private void growTo(int index) {
        if (index >= open.length) {
            int size = index + 1;
            byIndex = Arrays.copyOf(byIndex, size);
            open = Arrays.copyOf(open, size);
            queued = Arrays.copyOf(queued, size);
            before = Arrays.copyOf(before, size);
            after = Arrays.copyOf(after, size);
        }
    }
}
