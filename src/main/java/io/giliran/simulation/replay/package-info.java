/**
 * Replay of recorded runs in virtual time: predictions of the run itself and of other policies. Start reading at
 * {@link Replay}.
 */
@NullMarked
package io.giliran.simulation.replay;

import org.jspecify.annotations.NullMarked;
