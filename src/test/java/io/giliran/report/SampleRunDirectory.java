package io.giliran.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giliran.metrics.Outcome;
import io.giliran.metrics.SampleRequest;
import io.giliran.metrics.recording.Recording;
import io.giliran.metrics.recording.RunRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes the run directory of a run that never was: Poisson arrivals that take turns over backends, each with one queue
 * and exponential work, so that everything in it fits together and theory holds.
 */
public final class SampleRunDirectory {
    public static final Instant STARTED = Instant.parse("2026-11-23T21:13:00.250Z");
    /** So many requests are recorded before they are added to the run, as loops do. */
    private static final int STRETCH = 100;

    public static final String TIMES_HEADER = "client,request,intended_ns,connect_start_ns,connected_ns,sent_ns,"
            + "first_byte_ns,end_ns,work_ns,bytes_out,bytes_in,address,backend,outcome";

    private final Path folder;
    private final List<String> backends = new ArrayList<>(List.of("b1", "b2", "b3"));
    private final List<String> reasons = new ArrayList<>();
    private int requests = 3000;
    private double perSecond = 300;
    private double failures;
    private boolean times = true;

    public SampleRunDirectory(Path folder) {
        this.folder = folder;
    }

    public SampleRunDirectory backends(String... names) {
        backends.clear();
        backends.addAll(List.of(names));
        return this;
    }

    public SampleRunDirectory requests(int count, double rate) {
        requests = count;
        perSecond = rate;
        return this;
    }

    /** This part of the requests gets no answer. */
    public SampleRunDirectory failing(double part) {
        failures = part;
        return this;
    }

    public SampleRunDirectory invalid(String reason) {
        reasons.add(reason);
        return this;
    }

    /** As a run that keeps no file with a line for each request. */
    public SampleRunDirectory withoutTimes() {
        times = false;
        return this;
    }

    /** Puts these fields into the summary of a run, whether or not it has them. */
    public static void put(Path directory, String fields) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Path summary = directory.resolve("summary.json");
        ObjectNode all = (ObjectNode) json.readTree(summary.toFile());
        all.setAll((ObjectNode) json.readTree(fields));
        json.writeValue(summary.toFile(), all);
    }

    public Path make() throws IOException {
        RunDirectory directory = RunDirectory.create(folder, "demo", STARTED);
        SplittableRandom random = new SplittableRandom(7);
        RunRecorder recorder = new RunRecorder(backends);
        Recording stretch = new Recording();
        long[] free = new long[backends.size()];
        long arrival = 0;
        long end = 0;
        StringBuilder rows = new StringBuilder(TIMES_HEADER).append('\n');
        try (RttHistogramLog log = RttHistogramLog.open(directory, STARTED)) {
            for (int i = 0; i < requests; i++) {
                arrival += Math.round(-Math.log(random.nextDouble()) / perSecond * 1e9);
                int at = i % backends.size();
                long connected = arrival + 100_000;
                long begun = Math.max(connected, free[at]);
                long work = Math.round(-Math.log(random.nextDouble()) * 5e6);
                free[at] = begun + work;
                boolean fails = random.nextDouble() < failures;
                // Given up when all others have long been answered.
                long done = free[at] + (fails ? 1_000_000_000L : 0);
                end = Math.max(end, done);
                SampleRequest request = SampleRequest.of(i % 50)
                        .connection(arrival + 20_000, connected)
                        .first()
                        .times(arrival, connected, done);
                stretch.record(
                        fails
                                ? request.failed(Outcome.TIMEOUT).make()
                                : request.answeredBy(backends.get(at)).make());
                String name = backends.get(at);
                String quoted = name.matches("[\\w.-]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
                rows.append(String.join(
                        ",",
                        String.valueOf(i % 50),
                        String.valueOf(i / 50),
                        String.valueOf(arrival),
                        String.valueOf(arrival + 20_000),
                        String.valueOf(connected),
                        String.valueOf(connected),
                        fails ? "" : String.valueOf(done),
                        String.valueOf(done),
                        String.valueOf(work),
                        "20",
                        fails ? "0" : "23",
                        "127.0.0.1:" + (10_000 + i % 50_000),
                        fails ? "" : quoted,
                        fails ? "timeout" : "ok"));
                rows.append('\n');
                if (i % STRETCH == 0) {
                    recorder.add(stretch);
                    stretch.clear();
                    recorder.takeIntervals(arrival).forEach(log::interval);
                }
            }
            recorder.add(stretch);
            long ended = end;
            recorder.takeIntervals(Long.MAX_VALUE).forEach(interval -> log.lastInterval(interval, ended));
            log.finish(end, recorder);
        }
        if (times) {
            Files.writeString(directory.file("times.csv"), rows);
        }
        SampleRun run = new SampleRun(recorder)
                .command("demo")
                .open(perSecond)
                .planned(requests)
                .lasting(Duration.ofNanos(end));
        reasons.forEach(run::invalid);
        try (SummaryFile file = SummaryFile.open(directory)) {
            file.write(run.summary(), List.of());
        }
        Files.writeString(directory.file("config.conf"), """
                giliran {
                    backend { service-time="fixed:0ms", workers=1 }
                    swarm { arrivals=poisson, connections=per-request, service-time="exp:5ms" }
                }
                """);
        return directory.path();
    }
}
