package io.giliran.balancer.model;

/**
 * A message that the balancer's guardian understands, for whoever has started it: its own ones, an operator's commands, and reloads.
 * Each is declared by the class that answers it.
 */
public interface BalancerMessage {}
