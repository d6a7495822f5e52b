/** The keys under {@code giliran.balancer}. */
@NullMarked
package io.giliran.balancer.settings;

import org.jspecify.annotations.NullMarked;
