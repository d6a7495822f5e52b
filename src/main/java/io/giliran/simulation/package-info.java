/**
 * Simulation of scenarios in virtual time, with the policies of the live balancer. {@code engine} runs one scenario,
 * {@code experiment} compares policies, {@code replay} reruns recorded runs.
 */
@NullMarked
package io.giliran.simulation;

import org.jspecify.annotations.NullMarked;
