package io.giliran.balancer;

import io.giliran.policy.BackendPool;

/** Makes the pool of a route, without members. */
@FunctionalInterface
interface PoolMaker {
    /**
     * Makes a pool.
     *
     * @param route the number of its route, see {@link Route#id}
     */
    BackendPool make(DispatchSettings settings, int route);
}
