/**
 * Active health checks over the network, and warnings of expiring certificates. Start reading at {@link HealthChecker}; the
 * rules for a check's verdict are in {@code health}.
 */
@NullMarked
package io.giliran.balancer.checks;

import org.jspecify.annotations.NullMarked;
