/**
 * Operation of a running balancer: commands of operators and their replies, the audit log, rebalancing and the graceful
 * shutdown. Start reading at {@link Operations} and {@link ControlCommand}.
 */
@NullMarked
package io.giliran.balancer.operate;

import org.jspecify.annotations.NullMarked;
