/** Where backends are found while a balancer runs: in a file that is watched, and in DNS. */
@NullMarked
package io.giliran.balancer.discovery;

import org.jspecify.annotations.NullMarked;
