package io.giliran.policy;

import io.giliran.policy.PolicyParameters.Maglev;
import io.giliran.workload.Xxh64;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Google's Maglev, bit for bit Envoy's {@code MAGLEV}: a table of a prime size, filled by the backends in turns, each going
 * through the places in an order of its own that its key gives. One look is enough for a pick, the places are shared almost
 * evenly, and when a backend leaves a few clients of others move with its own.
 *
 * <p>A client's further attempts, while its backend fails it or is at its bound, go where its key hashed anew does, so that
 * they spread over all others.
 *
 * @see <a href="https://www.usenix.org/conference/nsdi16/technical-sessions/presentation/eisenbud">Eisenbud et al.,
 *     Maglev: A fast and reliable software network load balancer, 2016</a>
 * @see <a
 *     href="https://github.com/envoyproxy/envoy/blob/main/source/extensions/load_balancing_policies/maglev/maglev_lb.cc">Envoy</a>
 */
final class MaglevTable implements Placement {
    private final int size;
    private Backend[] places = new Backend[0];

    MaglevTable(Maglev parameters) {
        size = parameters.tableSize();
    }

    @Override
    public void set(List<Backend> backends) {
        if (backends.isEmpty()) {
            places = new Backend[0];
            return;
        }
        // By key, so that the order of declaration does not matter.
        Backend[] sorted = backends.toArray(Backend[]::new);
        Arrays.sort(sorted, Comparator.comparing(Backend::key));
        int count = sorted.length;
        int[] next = new int[count];
        int[] skip = new int[count];
        double[] share = new double[count];
        double[] target = new double[count];
        long total = 0;
        for (Backend backend : sorted) {
            total += backend.weight();
        }
        double largest = 0;
        for (int i = 0; i < count; i++) {
            byte[] key = sorted[i].key().getBytes(StandardCharsets.UTF_8);
            next[i] = (int) Long.remainderUnsigned(Xxh64.hash(key, 0), size);
            skip[i] = (int) Long.remainderUnsigned(Xxh64.hash(key, 1), size - 1L) + 1;
            share[i] = (double) sorted[i].weight() / total;
            largest = Math.max(largest, share[i]);
        }

        Backend[] filled = new Backend[size];
        int taken = 0;
        for (long turn = 1; taken < size; turn++) {
            for (int i = 0; i < count && taken < size; i++) {
                // The largest share takes every turn, a third of it every third one.
                if (turn * share[i] < target[i]) {
                    continue;
                }
                target[i] += largest;
                while (filled[next[i]] != null) {
                    next[i] = after(next[i], skip[i]);
                }
                filled[next[i]] = sorted[i];
                next[i] = after(next[i], skip[i]);
                taken++;
            }
        }
        places = filled;
    }

    @Override
    public Backend of(long clientKey, int attempt) {
        // Envoy's own further attempts, the key exclusive-or -attempt, mirror the table: some of the others would get
        // three times their part of a dead backend's clients.
        long hash = attempt == 0 ? clientKey : Xxh64.hash(clientKey, attempt);
        return places[(int) Long.remainderUnsigned(hash, size)];
    }

    Backend place(int place) {
        return places[place];
    }

    private int after(int place, int skip) {
        int next = place + skip;
        return next < size ? next : next - size;
    }
}
