package io.giliran;

import java.util.SplittableRandom;

/** A reader of what strangers write, and what has to hold of it for any input. */
public interface FuzzTarget {
    String name();

    /**
     * Makes one input, which depends on the randomness alone, and reads it.
     *
     * @return whether it was accepted
     * @throws AssertionError when something does not hold
     */
    boolean tryOne(SplittableRandom random);
}
