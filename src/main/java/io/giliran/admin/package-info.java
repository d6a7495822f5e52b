/**
 * Control plane of a running balancer: the runtime API over HTTP, and the metrics. Start reading at {@link AdminServer}, which
 * binds the listener and follows the balancer's stages.
 */
@NullMarked
package io.giliran.admin;

import org.jspecify.annotations.NullMarked;
