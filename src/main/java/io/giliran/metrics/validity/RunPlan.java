package io.giliran.metrics.validity;

/**
 * Facts of a run's plan that its verdict depends on.
 *
 * @param open whether the arrival process decided when requests start
 * @param perSecond requests a second that were planned or, in a closed model, reached
 * @param steady whether the load stayed the same
 * @param loadSeconds duration of the load
 * @param clients at the start
 * @param log whether single requests are logged
 */
public record RunPlan(boolean open, double perSecond, boolean steady, double loadSeconds, int clients, boolean log) {}
