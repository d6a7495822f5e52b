package io.giliran.balancer.model;

import io.giliran.policy.Backend;
import io.giliran.transport.ConnectFailure;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to connect a backend for a client.
 *
 * @param nanos from its start until it was connected or given up
 * @param failure null when it was connected
 */
public record Attempt(Backend backend, long nanos, @Nullable ConnectFailure failure) {}
