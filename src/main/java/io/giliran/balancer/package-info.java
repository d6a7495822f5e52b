/**
 * Actors of the balancer: its guardian, the router, which picks backends, and one connection actor for each client. Start
 * reading at {@link Balancer}, then {@code Router} and {@link Connection}.
 */
@NullMarked
package io.giliran.balancer;

import org.jspecify.annotations.NullMarked;
