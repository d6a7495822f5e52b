package io.giliran.policy;

import io.giliran.workload.Xxh64;
import java.util.Arrays;
import java.util.List;

/**
 * The key modulo the sum of the weights, as HAProxy's map-based {@code balance source} does: as many places in a row as
 * there is weight. When backends come or go nearly all clients move.
 *
 * @see <a href="https://docs.haproxy.org/3.0/configuration.html#4.2-hash-type">HAProxy, hash-type map-based</a>
 */
final class WeightedModulo implements Placement {
    private Backend[] backends = new Backend[0];
    /** End of each backend's range of places. */
    private long[] ends = new long[0];

    @Override
    public void set(List<Backend> replaced) {
        backends = replaced.toArray(Backend[]::new);
        ends = new long[backends.length];
        long end = 0;
        for (int i = 0; i < backends.length; i++) {
            end += backends[i].weight();
            ends[i] = end;
        }
    }

    @Override
    public Backend of(long clientKey, int attempt) {
        long hash = attempt == 0 ? clientKey : Xxh64.hash(clientKey, attempt);
        long place = Long.remainderUnsigned(hash, ends[ends.length - 1]);
        int found = Arrays.binarySearch(ends, place + 1);
        return backends[found >= 0 ? found : -found - 1];
    }
}
