/**
 * Calls of the runtime API: each checks its arguments, sends a command to the balancer and writes the reply as JSON. Start
 * reading at {@link BalancerCalls}; {@link Operator} is the way to the balancer.
 */
@NullMarked
package io.giliran.admin.calls;

import org.jspecify.annotations.NullMarked;
