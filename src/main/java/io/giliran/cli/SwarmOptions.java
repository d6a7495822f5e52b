package io.giliran.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said of a swarm on the command line, whether it runs alone or in the demo. */
final class SwarmOptions {
    @Option(
            names = {"-c", "--clients"},
            paramLabel = "N",
            description = "How many clients there are.")
    private @Nullable String clients;

    @Option(
            names = {"-n", "--requests"},
            paramLabel = "N",
            description = "How many requests each client makes.")
    private @Nullable String requests;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "D",
            description = "Run that long instead of a number of requests.")
    private @Nullable String duration;

    @Option(
            names = {"-R", "--rate"},
            paramLabel = "N",
            description = "Requests a second of all clients, answered or not (an open model).")
    private @Nullable String rate;

    @Option(names = "--arrivals", paramLabel = "KIND", description = "With --rate: constant or poisson.")
    private @Nullable String arrivals;

    @Option(names = "--connections", paramLabel = "KIND", description = "per-request or persistent.")
    private @Nullable String connections;

    @Option(names = "--think", paramLabel = "DIST", description = "Between an answer and the next request.")
    private @Nullable String think;

    @Option(
            names = "--service-time",
            paramLabel = "DIST",
            description = "What each request asks the backend to work, for example exp:10ms.")
    private @Nullable String serviceTime;

    @Option(names = "--payload", paramLabel = "SIZE", description = "Length of a message, for example 1KiB.")
    private @Nullable String payload;

    @Option(names = "--timeout", paramLabel = "D", description = "How long one request may take.")
    private @Nullable String timeout;

    @Option(names = "--seed", paramLabel = "N", description = "Governs everything random in the run.")
    private @Nullable String seed;

    @Option(names = "--out", paramLabel = "DIR", description = "The folder in which the run gets its directory.")
    private @Nullable String out;

    void addTo(Overrides overrides) {
        overrides
                .set("giliran.swarm.clients", "--clients", clients)
                .set("giliran.swarm.requests", "--requests", requests)
                .set("giliran.swarm.duration", "--duration", duration)
                .set("giliran.swarm.rate", "--rate", rate)
                .set("giliran.swarm.arrivals", "--arrivals", arrivals)
                .set("giliran.swarm.connections", "--connections", connections)
                .set("giliran.swarm.think", "--think", think)
                .set("giliran.swarm.service-time", "--service-time", serviceTime)
                .set("giliran.swarm.payload", "--payload", payload)
                .set("giliran.swarm.timeout", "--timeout", timeout)
                .set("giliran.swarm.seed", "--seed", seed)
                .set("giliran.swarm.runs", "--out", out);
    }
}
