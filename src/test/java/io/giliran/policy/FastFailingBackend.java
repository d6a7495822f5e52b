package io.giliran.policy;

import java.util.List;

/** Two backends, of which the first fails every connection after 1 ms; the second answers each after 10 ms. */
final class FastFailingBackend {
    private static final long MS = 1_000_000;

    private FastFailingBackend() {}

    /** How often the first is picked by so many clients, of which one comes every 20 ms and tries only once. */
    static int picksIn(int clients, BalancingPolicy policy) {
        List<Backend> backends = SampleBackends.equal(2);
        policy.eligible(backends);
        int failing = 0;
        for (long i = 0; i < clients; i++) {
            long now = i * 20 * MS;
            Backend picked = policy.pick(i, TriedBackends.NONE, now);
            policy.connectionOpened(picked, now);
            if (picked.index() == 0) {
                failing++;
                policy.connectionFailed(picked, now + MS);
                policy.connectionClosed(picked, now + MS);
            } else {
                policy.observed(picked, Signal.FIRST_BYTE, 10 * MS, now + 10 * MS);
                policy.connectionClosed(picked, now + 10 * MS);
            }
        }
        return failing;
    }
}
