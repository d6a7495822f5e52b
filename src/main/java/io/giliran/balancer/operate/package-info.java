/**
 * Control of a running balancer: an operator's commands and their replies, the audit log, and gradual closing of connections.
 */
@NullMarked
package io.giliran.balancer.operate;

import org.jspecify.annotations.NullMarked;
