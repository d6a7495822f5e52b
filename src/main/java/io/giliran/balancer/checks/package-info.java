/** Checks of backends' health over the network, and of certificates' dates. */
@NullMarked
package io.giliran.balancer.checks;

import org.jspecify.annotations.NullMarked;
