/**
 * Experiments: a scenario under several policies, with replications, confidence intervals, expectations and theory. Start
 * reading at {@link Experiment} and {@link Plan}.
 */
@NullMarked
package io.giliran.simulation.experiment;

import org.jspecify.annotations.NullMarked;
