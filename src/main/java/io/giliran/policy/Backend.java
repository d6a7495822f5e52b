package io.giliran.policy;

/**
 * A backend as the policies see it: who it is, not where it is.
 *
 * @param index its place in the order of declaration, from 0; stable for the life of the balancer, so that policies
 *     can keep their state in arrays
 * @param name unique among the backends of a balancer
 * @param weight its share relative to the others, 1 to 256
 */
public record Backend(int index, String name, int weight) {
    public static final int MAX_WEIGHT = 256;

    public Backend {
        if (index < 0) {
            throw new IllegalArgumentException("index " + index + " is negative");
        }
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight " + weight + " is not from 1 to " + MAX_WEIGHT);
        }
    }
}
