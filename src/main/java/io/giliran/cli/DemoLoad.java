package io.giliran.cli;

import com.typesafe.config.Config;
import io.giliran.cli.options.Overrides;
import io.giliran.settings.SettingsReader;
import io.giliran.swarm.SwarmSettings;
import java.time.Duration;
import java.util.List;

/**
 * The load of a demo, as far as the user leaves it open. The defaults of swarm and backend would make a run of a second whose times
 * are those of a JVM that has just started. Instead a request is 80 ms of work, the backends have as many workers as keep them busy
 * for six tenths of the time, however many clients there are and whatever the rate is, and the start of the run is left out.
 */
public final class DemoLoad {
    private static final String DURATION = "giliran.swarm.duration";
    private static final String WARM_UP = "giliran.swarm.warmup";
    private static final String THINK = "giliran.swarm.think";
    private static final String SERVICE_TIME = "giliran.backend.service-time";
    private static final String WORKERS = "giliran.backend.workers";

    private static final Duration USUAL_DURATION = Duration.ofSeconds(9);
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(3);
    private static final int PART_OF_WARM_UP = 3;
    private static final double SERVICE_SECONDS = 0.08;
    /** Service and a short wait. */
    private static final double EXPECTED_RTT_SECONDS = 0.1;

    private static final double LOAD = 0.6;
    private static final int MOST_WORKERS = 100_000;

    /** Settings of a load that is planned otherwise. */
    private static final List<String> OTHER_PLANS = List.of(
            "giliran.swarm.requests",
            "giliran.swarm.stages",
            "giliran.swarm.trace",
            "giliran.swarm.session-requests",
            "giliran.swarm.service-time",
            "giliran.swarm.send",
            "giliran.swarm.until",
            "giliran.backend.work",
            SERVICE_TIME);

    private static final String DEFAULTS = "reference.conf";

    private DemoLoad() {}

    /** The configuration with all of the load; as it is when the user plans it otherwise. */
    public static Config in(Config config) {
        SettingsReader swarm = SettingsReader.at(config, "giliran.swarm");
        if (OTHER_PLANS.stream().anyMatch(path -> isSaid(config, path))
                || (isSaid(config, DURATION) && swarm.isOff("duration"))) {
            return config;
        }
        Duration duration =
                isSaid(config, DURATION) ? swarm.duration("duration", Duration.ofMillis(1)) : USUAL_DURATION;
        Duration third = duration.dividedBy(PART_OF_WARM_UP);
        Config timed = unlessSaid(config, DURATION, text(duration));
        timed = unlessSaid(timed, WARM_UP, text(third.compareTo(LONGEST_WARM_UP) < 0 ? third : LONGEST_WARM_UP));
        timed = unlessSaid(timed, THINK, "exp:480ms");
        timed = unlessSaid(timed, SERVICE_TIME, "exp:80ms");
        return unlessSaid(timed, WORKERS, String.valueOf(workers(timed)));
    }

    private static int workers(Config config) {
        SwarmSettings swarm = SwarmSettings.from(config);
        Double planned = swarm.ratePerSecond();
        double offered =
                planned == null ? swarm.clients() / (swarm.think().meanNanos() / 1e9 + EXPECTED_RTT_SECONDS) : planned;
        double busy =
                offered * SERVICE_SECONDS / LOAD / DemoSettings.from(config).backends();
        return (int) Math.max(1, Math.min(MOST_WORKERS, Math.ceil(busy)));
    }

    private static Config unlessSaid(Config config, String path, String value) {
        return isSaid(config, path)
                ? config
                : new Overrides().set(path, "demo", value).config().withFallback(config);
    }

    private static String text(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static boolean isSaid(Config config, String path) {
        return !DEFAULTS.equals(config.getValue(path).origin().resource());
    }
}
