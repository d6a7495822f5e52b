/** Which backend a client gets: routes, pools, the queue, and what health has to say. Plain, confined to the router's thread. */
@NullMarked
package io.giliran.balancer.dispatch;

import org.jspecify.annotations.NullMarked;
