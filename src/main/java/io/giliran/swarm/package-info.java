/** The swarm of simulated clients, its actor and its pacing. */
@NullMarked
package io.giliran.swarm;

import org.jspecify.annotations.NullMarked;
