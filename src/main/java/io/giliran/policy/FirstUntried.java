package io.giliran.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HAProxy's {@code first}: the first backend in the order of declaration, and the next one only while it may not be picked.
 * Packs the connections on as few backends as the bounds on their connections allow, so that the last ones can be switched
 * off; those bounds are not this policy's but those of who hands it its eligible backends. Weights do not matter.
 *
 * @see <a href="https://docs.haproxy.org/3.0/configuration.html#4.2-balance">HAProxy, balance first</a>
 */
final class FirstUntried implements BalancingPolicy {
    static final String NAME = "first";

    private final EligibleBackends backends = new EligibleBackends();
    private @Nullable PickNotes notes;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void eligible(List<Backend> eligible) {
        backends.set(eligible);
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        if (notes != null) {
            noteAll(notes, backends.siftUntried(tried));
        }
        for (Backend backend : backends.all()) {
            if (!tried.contains(backend)) {
                return backend;
            }
        }
        return null;
    }

    @Override
    public void noteIn(@Nullable PickNotes replaced) {
        notes = replaced;
        backends.noteIn(replaced);
    }

    private void noteAll(PickNotes into, int untried) {
        for (int i = 0; i < untried; i++) {
            into.candidate(backends.sifted()[i], backends.sifted()[i].index());
        }
        if (untried > 0) {
            into.decidedBy("the first in the order of declaration");
        }
    }
}
