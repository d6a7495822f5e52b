package io.giliran.policy;

/**
 * Backend as the policies see it: its identity, not its address.
 *
 * @param index its place in the order of declaration, from 0; stable for the life of the balancer, so that policies
 *     can keep their state in arrays
 * @param name unique among the backends of a balancer
 * @param weight its share relative to the others, 1 to 256; 1 to 65,536 as a policy sees it while one of them starts
 *     slowly
 * @param key what the hashing policies know it by: its address as text, as in Envoy, so that balancers which call it
 *     differently agree
 */
public record Backend(int index, String name, int weight, String key) {
    /** The largest that a user may give. */
    public static final int MAX_WEIGHT = 256;

    private static final int MAX_SCALED_WEIGHT = 65_536;

    /** A backend whose key is its name. */
    public Backend(int index, String name, int weight) {
        this(index, name, weight, name);
    }

    public Backend {
        if (index < 0) {
            throw new IllegalArgumentException("index " + index + " is negative");
        }
        if (weight < 1 || weight > MAX_SCALED_WEIGHT) {
            throw new IllegalArgumentException("weight " + weight + " is not from 1 to " + MAX_SCALED_WEIGHT);
        }
    }
}
