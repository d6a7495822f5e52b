/**
 * Reload of the configuration at run time: computes the changes, applies them in order, and can roll them back. Start reading
 * at {@link ReloadPlan}; {@link Reloader} is the actor.
 */
@NullMarked
package io.giliran.balancer.reload;

import org.jspecify.annotations.NullMarked;
