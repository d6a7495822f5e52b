package io.giliran.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Backends for tests, called a, b, c, … in the order of declaration. */
public final class SampleBackends {
    private SampleBackends() {}

    public static List<Backend> ofWeights(int... weights) {
        List<Backend> backends = new ArrayList<>();
        for (int weight : weights) {
            backends.add(new Backend(backends.size(), String.valueOf((char) ('a' + backends.size())), weight));
        }
        return backends;
    }

    public static List<Backend> equal(int count) {
        int[] weights = new int[count];
        Arrays.fill(weights, 1);
        return ofWeights(weights);
    }
}
