package io.giliran.balancer.dispatch;

import io.giliran.balancer.settings.DispatchSettings;
import io.giliran.policy.Picking;

/** Makes what picks the backends of a route, without members. */
@FunctionalInterface
public interface PickingMaker {
    /**
     * Makes one.
     *
     * @param route the number of its route, see {@link Route#id}
     */
    Picking make(DispatchSettings settings, int route);
}
