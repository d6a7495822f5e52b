package io.giliran.balancer.settings;

/** What a router goes by; all of it may change while it runs. */
public record RouterSettings(DispatchSettings dispatch, ConnectionSettings connections, ShutdownSettings shutdown) {}
