/**
 * Engine of the simulator: events, requests, backends and balancers of one run in virtual time. No settings and no files. Start
 * reading at {@link Simulation}.
 */
@NullMarked
package io.giliran.simulation.engine;

import org.jspecify.annotations.NullMarked;
