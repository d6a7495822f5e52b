/** The load: arrival processes and distributions, with randomness handed in. */
@NullMarked
package io.giliran.workload;

import org.jspecify.annotations.NullMarked;
