package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.LineServer;
import io.giliran.report.RunDirectory;
import io.giliran.report.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Run of a swarm in a test, with its files afterwards. */
final class SwarmTrial {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern FIELD = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|(\\S+))");

    private final ActorTestKit kit;
    private final TestProbe<Swarm.Event> events;
    private final RunDirectory directory;
    private final ActorRef<Swarm.Command> swarm;

    private SwarmTrial(ActorTestKit kit, Path runs, SwarmSettings settings) {
        this.kit = kit;
        events = kit.createTestProbe();
        directory = RunDirectory.create(runs, "trial", Instant.EPOCH);
        swarm = kit.spawn(
                Swarm.create(settings, new Run("swarm", directory, null, List.of(), List::of, null), events.ref()));
    }

    /** Starts one against the server, with these settings beside the defaults. */
    static SwarmTrial start(ActorTestKit kit, Path runs, LineServer server, String settings) {
        return start(kit, runs, "target = \"" + server.target() + "\"\n" + settings);
    }

    static SwarmTrial start(ActorTestKit kit, Path runs, String settings) {
        return new SwarmTrial(kit, runs, SwarmSettingsTest.settings(settings));
    }

    /** Waits until it has finished without a warning. */
    RunSummary summary() {
        Swarm.Finished finished = (Swarm.Finished) last();
        assertThat(finished.warnings()).isEmpty();
        return finished.summary();
    }

    /** Waits for its last word, and until it has stopped. */
    Swarm.Event last() {
        Swarm.Event event = next();
        while (event instanceof Swarm.Progressed) {
            event = next();
        }
        events.expectTerminated(swarm, PATIENCE);
        return event;
    }

    /** The next thing it tells. */
    Swarm.Event next() {
        return events.receiveMessage(PATIENCE);
    }

    void changeClients(boolean more) {
        swarm.tell(new Swarm.ChangeClients(more));
    }

    /** Waits until it tells of its clients. */
    Swarm.ClientsChanged nextChange() {
        Swarm.Event event = next();
        while (event instanceof Swarm.Progressed) {
            event = next();
        }
        return (Swarm.ClientsChanged) event;
    }

    void interrupt() {
        swarm.tell(Swarm.Interrupt.INSTANCE);
    }

    /** Each line of swarm.log, as its fields; the time in front is called {@code time}. */
    List<Map<String, String>> log() throws IOException {
        return Files.readAllLines(directory.file("swarm.log")).stream()
                .map(SwarmTrial::fields)
                .toList();
    }

    /** Each line of requests.csv: intended start in unix ns, code, corrected RTT in ns, and so on. */
    List<String[]> csv() throws IOException {
        return Files.readAllLines(directory.file("requests.csv")).stream()
                .map(line -> line.split(",", -1))
                .toList();
    }

    /** Each row of times.csv without its header: client, request, intended_ns, connect_start_ns and so on. */
    List<String[]> times() throws IOException {
        return Files.readAllLines(directory.file("times.csv")).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .toList();
    }

    JsonNode summaryFile() throws IOException {
        return new ObjectMapper().readTree(directory.file("summary.json").toFile());
    }

    Path file(String name) {
        return directory.file(name);
    }

    /** When each request was meant to start, in ns after the first one. */
    long[] intendedNanos() throws IOException {
        long[] intended =
                csv().stream().mapToLong(row -> Long.parseLong(row[0])).sorted().toArray();
        long first = intended[0];
        for (int i = 0; i < intended.length; i++) {
            intended[i] -= first;
        }
        return intended;
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("time", line.substring(0, line.indexOf(' ')));
        Matcher matcher = FIELD.matcher(line);
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
        }
        return fields;
    }
}
