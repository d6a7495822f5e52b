package io.giliran.balancer.model;

/**
 * A message that the router understands. Each room that talks to the router declares its own messages: the ones that a
 * connection sends are in {@code PickProtocol}, the outcome of a check is the health checker's, and so on.
 */
public interface RouterMessage {}
