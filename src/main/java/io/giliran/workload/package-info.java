/**
 * Workload of a run: arrival processes, distributions, scenarios and traces, with randomness as an argument. Start reading at
 * {@link Arrivals} and {@link Scenario}.
 */
@NullMarked
package io.giliran.workload;

import org.jspecify.annotations.NullMarked;
