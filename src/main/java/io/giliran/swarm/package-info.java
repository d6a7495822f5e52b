/**
 * Load generator: simulated clients on event loops, paced by an arrival process or by think times. Start reading at
 * {@link Swarm}, the actor, then {@code ClientDriver}, which runs the clients of one loop.
 */
@NullMarked
package io.giliran.swarm;

import org.jspecify.annotations.NullMarked;
