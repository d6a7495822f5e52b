package io.giliran.balancer.dispatch;

import io.giliran.balancer.settings.DispatchSettings;
import io.giliran.policy.BackendPool;

/** Makes the pool of a route, without members. */
@FunctionalInterface
public interface PoolMaker {
    /**
     * Makes a pool.
     *
     * @param route the number of its route, see {@link Route#id}
     */
    BackendPool make(DispatchSettings settings, int route);
}
