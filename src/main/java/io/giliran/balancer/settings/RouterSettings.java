package io.giliran.balancer.settings;

/** Settings of a router; a reload may change all of them. */
public record RouterSettings(DispatchSettings dispatch, ConnectionSettings connections, ShutdownSettings shutdown) {}
