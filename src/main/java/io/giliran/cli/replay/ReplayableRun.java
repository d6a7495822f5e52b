package io.giliran.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.giliran.cli.console.WholeNumber;
import io.giliran.cli.process.SwarmStart;
import io.giliran.metrics.recording.MeasuredPart;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.Policies;
import io.giliran.policy.PolicySettings;
import io.giliran.policy.RecordedPicks;
import io.giliran.report.NaturalOrder;
import io.giliran.report.RecordedConnection;
import io.giliran.report.RecordedConnections;
import io.giliran.report.SummaryJson;
import io.giliran.report.reading.RequestTimes;
import io.giliran.report.reading.TimesFile;
import io.giliran.settings.SettingsException;
import io.giliran.settings.SettingsReader;
import io.giliran.simulation.replay.LiveRecording;
import io.giliran.simulation.replay.RecordingJoin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run directory as the simulator replays it.
 *
 * @param journal its picks.csv; null when it has none
 * @param notes what had to be assumed, a line each
 */
record ReplayableRun(LiveRecording recording, @Nullable Path journal, List<String> notes) {
    /** The name of the journal's file. */
    static final String PICKS = "picks.csv";

    private static final int MOST_WORKERS = 10_000;

    ReplayableRun {
        notes = List.copyOf(notes);
    }

    /** The value of {@code --workers}; null when it was not given. */
    static @Nullable Integer workers(@Nullable String option) {
        return WholeNumber.of("--workers", option, 1, MOST_WORKERS);
    }

    /**
     * Reads it.
     *
     * @param balancer where the balancer's logs are; null for the run directory
     * @param workers of each backend; null for what the run's configuration says
     * @throws SettingsException naming what is missing, and how to get it
     */
    static ReplayableRun read(Path directory, @Nullable Path balancer, @Nullable Integer workers) {
        Config config = config(directory);
        JsonNode summary = summary(directory);
        List<RequestTimes> requests = requests(directory);
        Path logs = balancer == null ? directory : balancer;
        List<RecordedConnection> connections = connections(directory, logs);
        Path journal = logs.resolve(PICKS);
        RecordedPicks picks = Files.exists(journal) ? picks(journal) : null;
        List<String> notes = new ArrayList<>();
        if (picks == null) {
            notes.add(
                    "note        no " + PICKS + ": backends are taken in the order of their names, with equal weights");
        }
        SettingsReader reader = SettingsReader.at(config, "giliran");
        LiveRecording.Balancing balancing = new LiveRecording.Balancing(
                picks == null ? policy(connections, logs) : picks.policy(),
                picks == null ? reader.longInteger("balancer.seed") : picks.seed(),
                picks == null ? slowStart(reader) : picks.slowStartNanos(),
                PolicySettings.parameters(SettingsReader.at(config, "giliran.balancer.policy")),
                picks == null ? members(connections) : picks.changes(),
                workers == null ? reader.integer("backend.workers", 1, MOST_WORKERS) : workers);
        return new ReplayableRun(
                RecordingJoin.of(new RecordingJoin.Parts(
                        requests,
                        connections,
                        picks,
                        balancing,
                        model(summary),
                        MeasuredPart.afterSeconds(summary.path("warmup_s").asDouble(0)))),
                picks == null ? null : journal,
                notes);
    }

    private static List<RequestTimes> requests(Path directory) {
        Path file = directory.resolve(TimesFile.FILE);
        if (!Files.exists(file)) {
            throw new SettingsException(
                    file + " does not exist; valid is a run that was made with giliran.swarm.log = on");
        }
        List<RequestTimes> requests = new ArrayList<>();
        TimesFile.read(file, requests::add);
        if (requests.isEmpty()) {
            throw new SettingsException(file + " has no requests; valid is a run that sent some");
        }
        long unknown = requests.stream()
                .filter(request -> request.isOk() && request.workNanos() < 0)
                .count();
        if (unknown > 0) {
            throw new SettingsException(file + " does not say how much work " + unknown
                    + " requests asked for, which left it to their backends; valid is a run that was made with"
                    + " --service-time, for example --service-time exp:10ms");
        }
        return requests;
    }

    private static List<RecordedConnection> connections(Path directory, Path logs) {
        Path file = logs.resolve(RecordedConnections.FILE);
        if (!Files.exists(file)) {
            throw new SettingsException(file + " does not exist; valid is the log folder of the balancer that the run "
                    + directory + " went through, given with --balancer");
        }
        List<RecordedConnection> connections = RecordedConnections.read(file);
        if (connections.isEmpty()) {
            throw new SettingsException(file + " has no connections; valid is the log of a balancer that had some");
        }
        return connections;
    }

    private static RecordedPicks picks(Path journal) {
        RecordedPicks picks = new RecordedPicks();
        PicksFile.read(journal, picks::take);
        if (picks.count() == 0) {
            throw new SettingsException(journal + " has no picks; valid is the picks.csv of a balancer");
        }
        if (picks.beginsAnew()) {
            throw new SettingsException(
                    journal + ": the policy was replaced while it ran; valid is a run with one policy");
        }
        if (!Policies.names().contains(picks.policy())) {
            throw new SettingsException(journal + " is of the policy " + picks.policy()
                    + ", which there is not; valid is one of " + String.join(", ", Policies.names()));
        }
        return picks;
    }

    private static String policy(List<RecordedConnection> connections, Path logs) {
        String policy = connections.get(0).policy();
        if (connections.stream().anyMatch(connection -> !connection.policy().equals(policy))) {
            throw new SettingsException(logs.resolve(RecordedConnections.FILE)
                    + ": the policy was replaced while it ran; valid is a run with one policy");
        }
        return policy;
    }

    private static List<RecordedPicks.Change> members(List<RecordedConnection> connections) {
        Map<String, String> addresses = new TreeMap<>(NaturalOrder.INSTANCE);
        for (RecordedConnection connection : connections) {
            if (connection.backend() != null) {
                addresses.put(connection.backend(), connection.backendAddress());
            }
        }
        List<BackendPool.Member> members = new ArrayList<>();
        addresses.forEach(
                (name, address) -> members.add(BackendPool.Member.of(new Backend(members.size(), name, 1, address))));
        return List.of(new RecordedPicks.Change(0, members));
    }

    private static long slowStart(SettingsReader reader) {
        return reader.isOff("balancer.slow-start")
                ? 0
                : reader.duration("balancer.slow-start", Duration.ZERO).toNanos();
    }

    private static LiveRecording.Model model(JsonNode summary) {
        return switch (summary.path("model").asText()) {
            case "closed" -> LiveRecording.Model.CLOSED;
            case "partly-open" -> LiveRecording.Model.PARTLY_OPEN;
            default -> LiveRecording.Model.OPEN;
        };
    }

    private static JsonNode summary(Path directory) {
        Path file = directory.resolve(SummaryJson.FILE);
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException unreadable) {
            throw new SettingsException(file + " cannot be read; valid is the run directory of a demo or a swarm");
        }
    }

    private static Config config(Path directory) {
        Path file = directory.resolve(SwarmStart.CONFIG_FILE);
        if (!Files.isReadable(file)) {
            throw new SettingsException(file + " cannot be read; valid is the run directory of a demo or a swarm");
        }
        try {
            return ConfigFactory.parseFile(file.toFile())
                    .withFallback(ConfigFactory.parseResources("reference.conf"))
                    .resolve();
        } catch (ConfigException wrong) {
            throw new SettingsException(
                    String.valueOf(wrong.getMessage()).lines().findFirst().orElse(file + " cannot be read"));
        }
    }
}
