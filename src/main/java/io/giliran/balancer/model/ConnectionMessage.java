package io.giliran.balancer.model;

/**
 * A message that a connection understands. Declared by the class that sends it: the outcome of a pick is an {@code Admission}
 * of the dispatch, what happens to the sockets a {@code RelayMessage}.
 */
public interface ConnectionMessage {}
