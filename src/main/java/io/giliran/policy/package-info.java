/**
 * Balancing policies: plain Java, with time and randomness as arguments. Start reading at {@link BalancingPolicy}, the
 * interface, and {@code LeastLoaded}; {@link Policies} lists all of them.
 */
@NullMarked
package io.giliran.policy;

import org.jspecify.annotations.NullMarked;
