/** Discovery of backends while a balancer runs: from a file that is watched, and from DNS. */
@NullMarked
package io.giliran.balancer.discovery;

import org.jspecify.annotations.NullMarked;
