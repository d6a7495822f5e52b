package io.giliran.policy;

import java.util.List;

/** The backends a policy may pick, with room to sift them anew at each pick without allocating. */
final class EligibleBackends {
    private Backend[] all = new Backend[0];
    private Backend[] sifted = new Backend[0];

    void set(List<Backend> backends) {
        all = backends.toArray(Backend[]::new);
        sifted = new Backend[all.length];
    }

    /** All of them, in the order of declaration. */
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
            }
        }
        return count;
    }
}
