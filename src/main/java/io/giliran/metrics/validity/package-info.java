/** Says how far a live run can be trusted: by how much the swarm's own lateness may have moved the numbers that are claimed. */
@NullMarked
package io.giliran.metrics.validity;

import org.jspecify.annotations.NullMarked;
