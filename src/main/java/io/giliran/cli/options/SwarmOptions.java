package io.giliran.cli.options;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Command-line options of a swarm, alone or in the demo. */
public final class SwarmOptions implements KeyedOptions {
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

    @Option(
            names = "--stages",
            paramLabel = "D:N,...",
            description =
                    "A rate that goes straight to each N within D, for example 10s:100,30s:1000; begins at --rate or 0.")
    private @Nullable String stages;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Send what was recorded: the times.csv of a run, or lines offset_ns[,work_ns[,bytes]].")
    private @Nullable String trace;

    @Option(names = "--arrivals", paramLabel = "KIND", description = "With --rate or --stages: constant or poisson.")
    private @Nullable String arrivals;

    @Option(
            names = "--session-requests",
            paramLabel = "N|DIST",
            description = "Clients arrive, and each makes so many requests on its connection (a partly open model).")
    private @Nullable String sessionRequests;

    @Option(names = "--connections", paramLabel = "KIND", description = "per-request or persistent.")
    private @Nullable String connections;

    @Option(
            names = "--pipelining",
            paramLabel = "on|off",
            description = "With --rate and persistent: whether one connection carries several requests at once.")
    private @Nullable String pipelining;

    @Option(names = "--think", paramLabel = "DIST", description = "Between an answer and the next request.")
    private @Nullable String think;

    @Option(
            names = "--service-time",
            paramLabel = "DIST",
            description = "What each request asks the backend to work, for example exp:10ms.")
    private @Nullable String serviceTime;

    @Option(
            names = "--payload",
            paramLabel = "SIZE|DIST",
            description = "Length of a message, for example 1KiB or uniform:16B:4KiB.")
    private @Nullable String payload;

    @Option(
            names = "--send",
            paramLabel = "TEXT",
            description =
                    "For a service that does not speak the line protocol: what each request is, for example PING\\r\\n.")
    private @Nullable String send;

    @Option(
            names = "--expect",
            paramLabel = "END",
            description = "With --send: line, line:TEXT, length:N, delimiter:TEXT or close.")
    private @Nullable String expect;

    @Option(names = "--timeout", paramLabel = "D", description = "How long one request may take.")
    private @Nullable String timeout;

    @Option(
            names = "--warmup",
            paramLabel = "D",
            description = "What of the beginning is not in the percentiles: auto, off or a duration.")
    private @Nullable String warmup;

    @Option(names = "--log", paramLabel = "on|off", description = "Whether files tell of each request.")
    private @Nullable String log;

    @Option(names = "--seed", paramLabel = "N", description = "Governs everything random in the run.")
    private @Nullable String seed;

    @Option(names = "--out", paramLabel = "DIR", description = "The folder in which the run gets its directory.")
    private @Nullable String out;

    @Option(
            names = "--slo",
            paramLabel = "EXPR",
            description = "What the run has to keep to, as in k6, times in ms: 'p(99)<50', 'errors: rate<0.001'; may be"
                    + " given again. Exit code 99 when one does not hold.")
    private @Nullable List<String> slos;

    @Option(
            names = "--until",
            paramLabel = "GOALS",
            description = "End before --duration when the intervals are so narrow: 'p99±5%%', 'p50+-2%%,mean+-1%%'.")
    private @Nullable String until;

    @Override
    public void addTo(Overrides overrides) {
        overrides
                .set("giliran.swarm.clients", "--clients", clients)
                .set("giliran.swarm.requests", "--requests", requests)
                .set("giliran.swarm.duration", "--duration", duration)
                .set("giliran.swarm.rate", "--rate", rate)
                .set("giliran.swarm.stages", "--stages", stages)
                .set("giliran.swarm.trace", "--trace", trace)
                .set("giliran.swarm.arrivals", "--arrivals", arrivals)
                .set("giliran.swarm.session-requests", "--session-requests", sessionRequests)
                .set("giliran.swarm.connections", "--connections", connections)
                .set("giliran.swarm.pipelining", "--pipelining", pipelining)
                .set("giliran.swarm.think", "--think", think)
                .set("giliran.swarm.service-time", "--service-time", serviceTime)
                .set("giliran.swarm.payload", "--payload", payload)
                .set("giliran.swarm.send", "--send", send)
                .set("giliran.swarm.expect", "--expect", expect)
                .set("giliran.swarm.timeout", "--timeout", timeout)
                .set("giliran.swarm.warmup", "--warmup", warmup)
                .set("giliran.swarm.log", "--log", log)
                .set("giliran.swarm.seed", "--seed", seed)
                .set("giliran.swarm.runs", "--out", out)
                .set("giliran.swarm.slo", "--slo", slos)
                .set("giliran.swarm.until", "--until", until);
    }
}
