/** Reading the configuration again: what changes, in which order, and the way back. */
@NullMarked
package io.giliran.balancer.reload;

import org.jspecify.annotations.NullMarked;
