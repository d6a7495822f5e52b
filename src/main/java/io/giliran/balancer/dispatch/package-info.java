/**
 * Assignment of clients to backends: routes by server name, pools, the queue, and the health of backends. No actors; confined
 * to the router's thread. Start reading at {@link Dispatch}.
 */
@NullMarked
package io.giliran.balancer.dispatch;

import org.jspecify.annotations.NullMarked;
