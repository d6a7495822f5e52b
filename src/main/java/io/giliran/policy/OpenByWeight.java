package io.giliran.policy;

import java.util.Arrays;
import java.util.List;

/**
 * Open connections by weight, pending connects included. The quotient of two whole numbers is rounded the same way whenever
 * it is the same, so equal loads are equal.
 */
final class OpenByWeight implements LoadMetric {
    private int[] open = new int[0];

    @Override
    public void makeRoom(List<Backend> backends) {
        int last = -1;
        for (Backend backend : backends) {
            last = Math.max(last, backend.index());
        }
        growTo(last);
    }

    @Override
    public void opened(Backend backend, long nowNanos) {
        growTo(backend.index());
        open[backend.index()]++;
    }

    @Override
    public void closed(Backend backend, long nowNanos) {
        open[backend.index()]--;
    }

    @Override
    public double of(Backend backend, long nowNanos) {
        int weight = backend.weight();
        // Most weights are 1, and dividing takes longer than all else of a pick.
        return weight == 1 ? open[backend.index()] : (double) open[backend.index()] / weight;
    }

    int open(Backend backend) {
        return open[backend.index()];
    }

    private void growTo(int index) {
        if (index >= open.length) {
            open = Arrays.copyOf(open, index + 1);
        }
    }
}
