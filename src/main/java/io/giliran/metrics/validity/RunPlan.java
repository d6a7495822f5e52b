package io.giliran.metrics.validity;

/**
 * The part of a run's plan on which its verdict depends.
 *
 * @param open whether the arrival process decided when requests start
 * @param perSecond requests a second that were planned or, in a closed model, reached
 * @param steady whether the load stayed the same
 * @param loadSeconds how long there was load
 * @param clients at the start
 * @param log whether single requests are logged
 */
public record RunPlan(boolean open, double perSecond, boolean steady, double loadSeconds, int clients, boolean log) {}
