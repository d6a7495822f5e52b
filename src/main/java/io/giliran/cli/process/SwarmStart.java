package io.giliran.cli.process;

import com.typesafe.config.Config;
import io.giliran.cli.options.Configuration;
import io.giliran.metrics.PrecisionRule;
import io.giliran.metrics.StoppingRule;
import io.giliran.report.RunDirectory;
import io.giliran.report.file.WholeFile;
import io.giliran.report.page.ReportPage;
import io.giliran.swarm.Run;
import io.giliran.swarm.SwarmSettings;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A swarm that is ready to start: its settings and its run. */
public record SwarmStart(SwarmSettings settings, Run run) {
    /** The effective configuration of the run. */
    public static final String CONFIG_FILE = "config.conf";

    /** The files that a swarm leaves in its run directory. */
    static List<String> files(SwarmSettings settings) {
        return settings.log()
                ? List.of(
                        "summary.json",
                        "swarm.log",
                        "requests.csv",
                        "times.csv",
                        "rtt.hlog",
                        CONFIG_FILE,
                        ReportPage.FILE)
                : List.of("summary.json", "rtt.hlog", CONFIG_FILE, ReportPage.FILE);
    }

    /** A swarm with a run directory of its own, in which the effective configuration is kept. */
    public static SwarmStart of(String command, SwarmSettings settings, @Nullable String policy, Config config) {
        return new SwarmStart(
                settings,
                new Run(
                        command,
                        runDirectory(command, settings, config),
                        policy,
                        List.of(),
                        List::of,
                        enough(settings)));
    }

    /**
     * Checks that a swarm can have the connections that it asks for.
     *
     * @param each what one of them costs in this process: one for the client, three more where balancer and backends are here
     * @param others descriptors besides
     * @throws io.giliran.settings.SettingsException when there are too few descriptors
     */
    public static void checkDescriptors(String command, SwarmSettings settings, int each, int others) {
        if (settings.mostConnections() > 0) {
            Descriptors.check(
                    new Descriptors.Need(command, settings.mostConnections(), "clients", each, others), "--clients");
        }
    }

    /** Rule that may end a run early; null for none. */
    public static @Nullable StoppingRule enough(SwarmSettings settings) {
        return settings.until().isEmpty() ? null : new PrecisionRule(settings.until());
    }

    /**
     * Makes the directory and keeps the configuration in it.
     *
     * @throws io.giliran.settings.SettingsException when it cannot be written
     */
    public static RunDirectory runDirectory(String command, SwarmSettings settings, Config config) {
        RunDirectory directory = RunDirectory.create(settings.runs(), command, Instant.now());
        WholeFile.write(directory.file(CONFIG_FILE), Configuration.render(config));
        return directory;
    }
}
