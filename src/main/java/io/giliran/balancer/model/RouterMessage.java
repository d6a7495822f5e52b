package io.giliran.balancer.model;

import io.giliran.balancer.PickProtocol;

/**
 * A message that the router understands. Each room that talks to the router declares its own messages: the ones that a
 * connection sends are in {@link PickProtocol}, the outcome of a check is the health checker's, and so on.
 */
public interface RouterMessage {}
