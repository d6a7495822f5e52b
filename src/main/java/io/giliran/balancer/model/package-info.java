/** The words of the balancer: destinations, connection records, terminations, and their observers. */
@NullMarked
package io.giliran.balancer.model;

import org.jspecify.annotations.NullMarked;
