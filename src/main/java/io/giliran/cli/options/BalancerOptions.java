package io.giliran.cli.options;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Command-line options of a balancer, alone or in the demo. */
public final class BalancerOptions implements KeyedOptions {
    @Option(names = "--policy", paramLabel = "NAME", description = "How a backend is chosen; see: giliran policies.")
    private @Nullable String policy;

    @Option(
            names = "--data-plane",
            paramLabel = "NAME",
            description = "How bytes move: relay, with every feature, or streams, plain Akka Streams for study.")
    private @Nullable String dataPlane;

    @Option(
            names = "--connect-timeout",
            paramLabel = "D",
            description = "How long one backend may take to be connected.")
    private @Nullable String connectTimeout;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "Where the runtime API and the metrics are; see: giliran ctl.")
    private @Nullable String admin;

    @Override
    public void addTo(Overrides overrides) {
        overrides
                .set("giliran.balancer.policy.name", "--policy", policy)
                .set("giliran.balancer.data-plane", "--data-plane", dataPlane)
                .set("giliran.balancer.connect-timeout", "--connect-timeout", connectTimeout)
                .set("giliran.admin.listen", "--admin", admin);
    }
}
