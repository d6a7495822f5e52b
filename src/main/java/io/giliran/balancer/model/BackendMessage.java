package io.giliran.balancer.model;

/** A message to the router about its backends, not about one client: of an operator, of a reload, of a health check. */
public interface BackendMessage extends RouterMessage {}
