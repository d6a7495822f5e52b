/** What the balancer does, as metrics of Prometheus. */
@NullMarked
package io.giliran.admin.meters;

import org.jspecify.annotations.NullMarked;
