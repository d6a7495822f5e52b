/**
 * Discovery of backends at run time: from a watched file, and from DNS. Start reading at {@link Discovery}, the actor that
 * polls each {@code DiscoverySource}.
 */
@NullMarked
package io.giliran.balancer.discovery;

import org.jspecify.annotations.NullMarked;
