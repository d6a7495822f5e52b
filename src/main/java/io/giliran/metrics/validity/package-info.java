/**
 * Validity of a live run: by how much the swarm's own lateness may have moved the numbers that the run claims. Start reading at
 * {@link Verdict}.
 */
@NullMarked
package io.giliran.metrics.validity;

import org.jspecify.annotations.NullMarked;
