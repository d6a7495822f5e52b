package io.giliran.report.reading;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.OptionalDouble;

/**
 * The few keys of a run's {@code config.conf} that its report speaks of. A key that is not there, as in a file of another
 * version, is an empty text.
 *
 * @param arrivals {@code poisson} or {@code constant}
 * @param connections {@code persistent} or {@code per-request}
 * @param serviceTime what requests ask for, or else what the backends of the same process take by themselves
 * @param steady whether the rate is one and the same from begin to end
 * @param workers of each backend of the same process
 * @param ratePerSecond as the run was told; empty in a closed model
 */
public record RecordedSettings(
        String arrivals,
        String connections,
        String serviceTime,
        boolean steady,
        int workers,
        OptionalDouble ratePerSecond) {

    /** Reads them; what is no HOCON has none. */
    public static RecordedSettings of(RecordedRun run) {
        Config config;
        try {
            config = ConfigFactory.parseString(run.configuration());
        } catch (ConfigException broken) {
            config = ConfigFactory.empty();
        }
        String asked = text(config, "giliran.swarm.service-time");
        boolean ownBackends = run.text("/command").equals("demo");
        String stages = text(config, "giliran.swarm.stages");
        String workers = text(config, "giliran.backend.workers");
        return new RecordedSettings(
                text(config, "giliran.swarm.arrivals"),
                text(config, "giliran.swarm.connections"),
                isOff(asked) && ownBackends ? text(config, "giliran.backend.service-time") : asked,
                isOff(stages),
                ownBackends && workers.matches("\\d{1,6}") ? Integer.parseInt(workers) : 1,
                run.number("/rate/planned_per_s"));
    }

    private static boolean isOff(String text) {
        return text.isEmpty() || text.equals("off") || text.equals("false");
    }

    private static String text(Config config, String path) {
        try {
            return config.hasPath(path) ? String.valueOf(config.getAnyRef(path)) : "";
        } catch (ConfigException unresolved) {
            return "";
        }
    }
}
