/**
 * The choice of a backend for a client: routes, pools, the queue, and the health of backends. Plain, confined to the router's
 * thread.
 */
@NullMarked
package io.giliran.balancer.dispatch;

import org.jspecify.annotations.NullMarked;
