/** Arithmetic that gives what Java's own gives, to the bit, in less time. */
@NullMarked
package io.giliran.workload.exact;

import org.jspecify.annotations.NullMarked;
