package io.giliran.balancer;

import io.giliran.policy.Backend;
import java.net.InetSocketAddress;

/** A backend and where it listens. */
public record Destination(Backend backend, InetSocketAddress address) {}
