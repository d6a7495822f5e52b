package io.giliran.cli;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;

/**
 * The load of a demo about which the user has said nothing but how many clients there are. With the defaults of swarm and backend a
 * demo would be over within a second, and its times would be those of a JVM that has just started. With this one 100 clients keep
 * three backends busy for about six tenths of the time, the start is left out, and more than 1,000 requests are measured.
 */
final class DemoLoad {
    private static final String DURATION = "giliran.swarm.duration";
    private static final String WARM_UP = "giliran.swarm.warmup";
    private static final String THINK = "giliran.swarm.think";
    private static final String SERVICE_TIME = "giliran.backend.service-time";
    private static final String WORKERS = "giliran.backend.workers";

    private static final Map<String, String> LOAD =
            Map.of(DURATION, "9s", WARM_UP, "3s", THINK, "exp:480ms", SERVICE_TIME, "exp:80ms", WORKERS, "8");

    /** What else says something of the load. */
    private static final List<String> OTHERS = List.of(
            "giliran.swarm.requests",
            "giliran.swarm.rate",
            "giliran.swarm.stages",
            "giliran.swarm.trace",
            "giliran.swarm.session-requests",
            "giliran.swarm.service-time",
            "giliran.swarm.send",
            "giliran.swarm.until",
            "giliran.backend.work");

    private static final String DEFAULTS = "reference.conf";

    private DemoLoad() {}

    /** The configuration with this load, or as it is when it says anything of the load itself. */
    static Config in(Config config) {
        if (OTHERS.stream().anyMatch(path -> isSaid(config, path))
                || LOAD.keySet().stream().anyMatch(path -> isSaid(config, path))) {
            return config;
        }
        Overrides load = new Overrides();
        LOAD.forEach((path, value) -> load.set(path, "demo", value));
        return load.config().withFallback(config);
    }

    private static boolean isSaid(Config config, String path) {
        return !DEFAULTS.equals(config.getValue(path).origin().resource());
    }
}
