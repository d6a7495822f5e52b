/**
 * Vocabulary of the balancer: destinations, connection records, termination codes, and the observer interfaces. Holds data
 * only; the packages above import it, and it imports none of them.
 */
@NullMarked
package io.giliran.balancer.model;

import org.jspecify.annotations.NullMarked;
