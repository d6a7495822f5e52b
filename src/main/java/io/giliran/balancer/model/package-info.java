/** The words of the balancer: destinations, connection records, terminations, and who may be told of them. */
@NullMarked
package io.giliran.balancer.model;

import org.jspecify.annotations.NullMarked;
