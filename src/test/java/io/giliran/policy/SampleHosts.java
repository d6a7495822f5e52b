package io.giliran.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Backends with the addresses that Envoy's tests use: 127.0.0.1 and consecutive ports. */
final class SampleHosts {
    private SampleHosts() {}

    static List<Backend> equal(int firstPort, int count) {
        int[] weights = new int[count];
        Arrays.fill(weights, 1);
        return ofWeights(firstPort, weights);
    }

    static List<Backend> ofWeights(int firstPort, int... weights) {
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            int port = firstPort + i;
            backends.add(new Backend(i, "b" + port, weights[i], "127.0.0.1:" + port));
        }
        return backends;
    }

    static List<Backend> without(List<Backend> backends, int index) {
        return backends.stream().filter(backend -> backend.index() != index).toList();
    }
}
