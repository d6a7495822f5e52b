/** Runs scenarios in virtual time: the policies as they are, and around them backends, clients and faults that are numbers. */
@NullMarked
package io.giliran.simulation;

import org.jspecify.annotations.NullMarked;
