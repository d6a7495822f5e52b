package io.giliran.balancer.settings;

/** Settings of a router; all of them may change while it runs. */
public record RouterSettings(DispatchSettings dispatch, ConnectionSettings connections, ShutdownSettings shutdown) {}
