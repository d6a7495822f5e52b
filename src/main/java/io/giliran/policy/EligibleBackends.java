package io.giliran.policy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The backends a policy may pick, with room to sift them anew at each pick without allocating. */
final class EligibleBackends {
    private Backend[] all = new Backend[0];
    private Backend[] sifted = new Backend[0];
    private @Nullable PickNotes notes;

    void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
    }

    void set(List<Backend> backends) {
        all = backends.toArray(Backend[]::new);
        sifted = new Backend[all.length];
    }

    /** All eligible backends, in the order of declaration. */
    Backend[] all() {
        return all;
    }

    /** The array that {@link #siftUntried} fills; a policy may sift it further in place. */
    Backend[] sifted() {
        return sifted;
    }

    /** Puts the untried ones at the head of {@link #sifted} and returns how many they are. */
    int siftUntried(TriedBackends tried) {
        int count = 0;
        for (Backend backend : all) {
            if (!tried.contains(backend)) {
                sifted[count++] = backend;
            } else if (notes != null) {
                notes.skipped(backend, "has failed this client");
            }
        }
        return count;
    }

    /** Takes one out of the first {@code count} sifted and returns how many are left. */
    int dropSifted(int count, Backend dropped) {
        int left = 0;
        for (int i = 0; i < count; i++) {
            if (sifted[i].index() != dropped.index()) {
                sifted[left++] = sifted[i];
            }
        }
        return left;
    }

    /** Draws one of the first {@code count} sifted, each with a probability in proportion to its weight. */
    Backend drawSifted(int count, RandomGenerator random) {
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += sifted[i].weight();
        }
        int drawn = random.nextInt(total);
        int picked = 0;
        while (drawn >= sifted[picked].weight()) {
            drawn -= sifted[picked++].weight();
        }
        return sifted[picked];
    }
}
