package io.giliran.balancer;

/** What a router goes by; all of it may change while it runs. */
record RouterSettings(DispatchSettings dispatch, ConnectionSettings connections, ShutdownSettings shutdown) {}
