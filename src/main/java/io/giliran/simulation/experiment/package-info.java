/** Experiments: a scenario under several policies, with replications, intervals, expectations and theory. */
@NullMarked
package io.giliran.simulation.experiment;

import org.jspecify.annotations.NullMarked;
