package io.giliran.policy;

import io.giliran.policy.PolicyParameters.RingHash;
import io.giliran.workload.Xxh64;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Consistent hashing on a ring, bit for bit Envoy's {@code RING_HASH}: every backend has points at XXH64 of
 * {@code <key>_<i>}, in proportion to its weight, and a client belongs to the first point at or after its key. When a
 * backend leaves, its clients go to the points that follow its own; most others stay.
 *
 * <p>Unlike Envoy, whose retries go to the neighbouring points, another attempt hashes the key anew: the clients of a
 * backend that cannot be connected then spread over all the others in proportion, and do not fall on one.
 *
 * @see <a href="https://doi.org/10.1145/258533.258660">Karger et al., Consistent hashing and random trees, 1997</a>
 * @see <a
 *     href="https://github.com/envoyproxy/envoy/blob/main/source/extensions/load_balancing_policies/ring_hash/ring_hash_lb.cc">Envoy</a>
 */
final class HashRing implements Placement {
    private static final int DIGIT_BITS = 8;
    private static final int DIGITS = 1 << DIGIT_BITS;
    /** The bytes of a point's number, which is an int. */
    private static final int MOST_DECIMALS = 10;

    private final RingHash size;
    private long[] points = new long[0];
    private Backend[] owners = new Backend[0];

    HashRing(RingHash size) {
        this.size = size;
    }

    @Override
    public void set(List<Backend> backends) {
        if (backends.isEmpty()) {
            points = new long[0];
            owners = new Backend[0];
            return;
        }
        long total = 0;
        int least = Integer.MAX_VALUE;
        for (Backend backend : backends) {
            total += backend.weight();
            least = Math.min(least, backend.weight());
        }
        // Envoy's arithmetic to the bit: the least backend gets a whole number of points unless the ring is too small.
        double leastShare = (double) least / total;
        double scale = Math.min(Math.ceil(leastShare * size.minimumSize()) / leastShare, (double) size.maximumSize());
        int room = (int) Math.ceil(scale) + 1;
        long[] hashes = new long[room];
        Backend[] hashed = new Backend[room];
        int count = 0;
        double target = 0;
        for (Backend backend : backends) {
            target += scale * ((double) backend.weight() / total);
            byte[] key = backend.key().getBytes(StandardCharsets.UTF_8);
            byte[] numbered = Arrays.copyOf(key, key.length + 1 + MOST_DECIMALS);
            numbered[key.length] = '_';
            for (int i = 0; count < target; i++) {
                int length = putDecimals(i, numbered, key.length + 1);
                hashes[count] = Xxh64.hash(numbered, length, 0);
                hashed[count++] = backend;
            }
        }
        points = Arrays.copyOf(hashes, count);
        owners = Arrays.copyOf(hashed, count);
        sort();
    }

    @Override
    public Backend of(long clientKey, int attempt) {
        long hash = attempt == 0 ? clientKey : Xxh64.hash(clientKey, attempt);
        int low = 0;
        int high = points.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(points[middle], hash) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return owners[low == points.length ? 0 : low];
    }

    int size() {
        return points.length;
    }

    long point(int place) {
        return points[place];
    }

    Backend owner(int place) {
        return owners[place];
    }

    /** Writes the number and returns where it ends. */
    private static int putDecimals(int number, byte[] into, int at) {
        int end = at + 1;
        for (int left = number; left >= 10; left /= 10) {
            end++;
        }
        int left = number;
        for (int i = end - 1; i >= at; i--) {
            into[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return end;
    }

    /**
     * Sorts the points with their owners: by radix, unsigned, from the lowest digit, because a ring may have millions of
     * points.
     */
    private void sort() {
        long[] nextPoints = new long[points.length];
        Backend[] nextOwners = new Backend[points.length];
        for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
            int[] starts = new int[DIGITS + 1];
            for (long point : points) {
                starts[digit(point, shift) + 1]++;
            }
            for (int i = 0; i < DIGITS; i++) {
                starts[i + 1] += starts[i];
            }
            for (int i = 0; i < points.length; i++) {
                int place = starts[digit(points[i], shift)]++;
                nextPoints[place] = points[i];
                nextOwners[place] = owners[i];
            }
            long[] sortedPoints = nextPoints;
            nextPoints = points;
            points = sortedPoints;
            Backend[] sortedOwners = nextOwners;
            nextOwners = owners;
            owners = sortedOwners;
        }
    }

    private static int digit(long point, int shift) {
        return (int) (point >>> shift) & (DIGITS - 1);
    }
}
