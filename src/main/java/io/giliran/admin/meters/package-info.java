/** Metrics of the balancer in the text format of Prometheus. */
@NullMarked
package io.giliran.admin.meters;

import org.jspecify.annotations.NullMarked;
