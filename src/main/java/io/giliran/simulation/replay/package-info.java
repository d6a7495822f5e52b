/** Recorded runs in virtual time: what another policy would have done. */
@NullMarked
package io.giliran.simulation.replay;

import org.jspecify.annotations.NullMarked;
