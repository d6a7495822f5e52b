/**
 * Metrics of the balancer in Prometheus text format. {@link MetricsObserver} counts events as they happen and reads the present
 * state at a scrape.
 */
@NullMarked
package io.giliran.admin.meters;

import org.jspecify.annotations.NullMarked;
