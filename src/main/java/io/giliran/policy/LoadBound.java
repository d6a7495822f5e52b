package io.giliran.policy;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Consistent hashing with bounded loads: a backend may have at most {@code ceil(factor · (open + 1) · weight / total)} open
 * connections, where open and total are the open connections and the weight of all eligible backends together. Since the
 * factor is at least 1, at any time one of them has room.
 *
 * <p>The factor counts in thousandths, so that whole numbers are compared and nothing is rounded.
 *
 * @see <a href="https://arxiv.org/abs/1608.01350">Mirrokni, Thorup, Zadimoghaddam, Consistent hashing with bounded loads,
 *     2016</a>
 */
final class LoadBound {
    private static final long SCALE = 1_000;

    private final boolean bounded;
    private final long thousandths;
    private final OpenByWeight open = new OpenByWeight();
    private boolean[] eligible = new boolean[0];
    private long openOfEligible;
    private long weightOfEligible;

    LoadBound(OptionalDouble factor) {
        bounded = factor.isPresent();
        thousandths = Math.round(factor.orElse(1) * SCALE);
    }

    /** Replaces the backends that are eligible; connections of others are remembered, but do not count. */
    void set(List<Backend> backends) {
        open.makeRoom(backends);
        int size = 0;
        for (Backend backend : backends) {
            size = Math.max(size, backend.index() + 1);
        }
        eligible = new boolean[size];
        openOfEligible = 0;
        weightOfEligible = 0;
        for (Backend backend : backends) {
            eligible[backend.index()] = true;
            openOfEligible += open.open(backend);
            weightOfEligible += backend.weight();
        }
    }

    void opened(Backend backend) {
        // Time is of no account for it.
        open.opened(backend, 0);
        if (isEligible(backend)) {
            openOfEligible++;
        }
    }

    void closed(Backend backend) {
        open.closed(backend, 0);
        if (isEligible(backend)) {
            openOfEligible--;
        }
    }

    /** Whether it may get one connection more. */
    boolean hasRoom(Backend backend) {
        return !bounded || open.open(backend) * SCALE * weightOfEligible < share(backend);
    }

    /** Bound on the backend's connections when one more is opened anywhere. */
    long most(Backend backend) {
        long one = SCALE * weightOfEligible;
        return (share(backend) + one - 1) / one;
    }

    /** Negative when the one has fewer open connections for its weight. */
    int compare(Backend one, Backend other) {
        return Double.compare(open.of(one, 0), open.of(other, 0));
    }

    /** Reason why the backend was passed over, for people. */
    String reason(Backend backend) {
        return "has " + open.open(backend) + " open connections, and its bound is " + most(backend);
    }

    private long share(Backend backend) {
        return thousandths * (openOfEligible + 1) * backend.weight();
    }

    private boolean isEligible(Backend backend) {
        return backend.index() < eligible.length && eligible[backend.index()];
    }
}
