/** The balancing policies: plain Java, with time and randomness handed in. */
@NullMarked
package io.giliran.policy;

import org.jspecify.annotations.NullMarked;
