package io.giliran.metrics.validity;

/** Bounds on the error by the swarm's own lateness: by how many ns the true values may be lower than the measured ones. */
public record ErrorBounds(double mean, double p50, double p90, double p99, double p999) {
    static ErrorBounds of(OwnLateness lateness) {
        return new ErrorBounds(
                lateness.meanMayBeLowerBy(),
                lateness.mayBeLowerBy(0.5),
                lateness.mayBeLowerBy(0.9),
                lateness.mayBeLowerBy(0.99),
                lateness.mayBeLowerBy(0.999));
    }
}
