package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.LineServer;
import io.giliran.metrics.RunComparison;
import io.giliran.report.ConsoleTable;
import io.giliran.report.RunSummary;
import io.giliran.report.comparing.RunDifference;
import io.giliran.report.export.ExportFormat;
import io.giliran.report.page.ReportPage;
import io.giliran.report.reading.RecordedRun;
import io.giliran.workload.DurationText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Consistency of a run's files: all numbers, computed again from {@code times.csv}, are found in every other file. The service
 * answers nobody from 0.4 s to 1.4 s, across the end of the warm-up of 1 s, so that requests that were meant to start in it end
 * after it.
 */
@Timeout(120)
final class EveryFileSaysTheSameIT {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};
    private static final long STALL_NANOS = 1_000_000_000;
    private static final long STALL_AT_NANOS = 400_000_000;

    @TempDir
    Path runs;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void aWarmUpIsCutTheSameWayEverywhere() throws Exception {
        try (LineServer one = LineServer.start(new Stalling()::serve);
                LineServer other = LineServer.start(new Stalling()::serve)) {
            String load = "rate = 100, clients = 8, connections = persistent, loops = 2, duration = ";
            SwarmTrial automatic = SwarmTrial.start(KIT, runs, one, load + "10200ms, warmup = auto");
            SwarmTrial stated = SwarmTrial.start(KIT, runs, other, load + "3s, warmup = 1100ms");
            allSay(stated, 1.1);
            allSay(automatic, 1);
        }
    }

    private static void allSay(SwarmTrial trial, double warmUp) throws Exception {
        RunSummary summary = trial.summary();
        JsonNode file = trial.summaryFile();
        assertThat(file.path("warmup_s").asDouble()).isEqualTo(warmUp);
        Histogram corrected = new Histogram(3);
        Histogram uncorrected = new Histogram(3);
        Histogram lag = new Histogram(3);
        long cutAndLate = 0;
        for (String[] row : trial.times()) {
            long intended = Long.parseLong(row[2]);
            long sent = Long.parseLong(row[5]);
            long end = Long.parseLong(row[7]);
            if (intended >= warmUp * 1e9) {
                corrected.recordValue(end - intended);
                uncorrected.recordValue(end - sent);
                lag.recordValue(Math.max(0, sent - intended));
            } else if (end >= warmUp * 1e9) {
                cutAndLate++;
            }
        }
        assertThat(cutAndLate).as("the two rules differ").isGreaterThan(10);
        same(file.at("/rtt_ns/corrected"), corrected);
        same(file.at("/rtt_ns/uncorrected"), uncorrected);
        same(file.at("/send_lag_ns"), lag);

        Path directory = trial.file("summary.json").getParent();
        assertThat(ConsoleTable.render(summary, directory, List.of()).lines())
                .filteredOn(line -> line.startsWith("RTT, corrected"))
                .singleElement()
                .asString()
                .containsSubsequence(times(corrected));
        histogramLog(trial.file("rtt.hlog"), warmUp, corrected, uncorrected);
        exports(directory, corrected);
        comparison(directory, corrected);
        ReportPage.write(directory);
        String page = Files.readString(directory.resolve(ReportPage.FILE));
        assertThat(page)
                .contains("<strong>" + time(corrected, 50) + "</strong>")
                .contains("<strong>" + time(corrected, 99) + "</strong>")
                .contains("<td>" + time(corrected, 99.9) + "</td>");
    }

    private static void same(JsonNode written, Histogram made) {
        assertThat(written.path("count").asLong()).isEqualTo(made.getTotalCount());
        assertThat(written.path("mean").asDouble()).isCloseTo(made.getMean(), within(1e-3));
        assertThat(written.path("min").asLong()).isEqualTo(made.getMinValue());
        assertThat(written.path("p50").asLong()).isEqualTo(made.getValueAtPercentile(50));
        assertThat(written.path("p90").asLong()).isEqualTo(made.getValueAtPercentile(90));
        assertThat(written.path("p99").asLong()).isEqualTo(made.getValueAtPercentile(99));
        assertThat(written.path("p999").asLong()).isEqualTo(made.getValueAtPercentile(99.9));
        assertThat(written.path("max").asLong()).isEqualTo(made.getMaxValue());
    }

    /** The lines after the warm-up are the corrected RTTs, as HdrHistogram's own reader has them. */
    private static void histogramLog(Path log, double warmUp, Histogram corrected, Histogram uncorrected)
            throws IOException {
        Histogram read = new Histogram(3);
        Histogram readUncorrected = new Histogram(3);
        Histogram readOfBackend = new Histogram(3);
        try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
            while (reader.hasNext()) {
                Histogram next = (Histogram) reader.nextIntervalHistogram();
                boolean late = next.getStartTimeStamp() / 1e3 - reader.getStartTimeSec() > warmUp - 2e-3;
                if (next.getTag() == null && late) {
                    read.add(next);
                } else if ("uncorrected".equals(next.getTag())) {
                    readUncorrected.add(next);
                } else if ("backend.b1".equals(next.getTag()) && late) {
                    readOfBackend.add(next);
                }
            }
        }
        assertThat(read).isEqualTo(corrected);
        assertThat(readUncorrected).isEqualTo(uncorrected);
        assertThat(readOfBackend.getTotalCount()).isEqualTo(corrected.getTotalCount());
    }

    private static void exports(Path directory, Histogram corrected) throws IOException {
        RecordedRun run = RecordedRun.open(directory);
        for (ExportFormat format : ExportFormat.values()) {
            format.write(run);
        }
        JsonNode fortio =
                new ObjectMapper().readTree(directory.resolve("fortio.json").toFile());
        assertThat(fortio.at("/DurationHistogram/Count").asLong()).isEqualTo(corrected.getTotalCount());
        assertThat(fortio.at("/DurationHistogram/Percentiles/3/Value").asDouble())
                .isEqualTo(corrected.getValueAtPercentile(99) / 1e9);
        JsonNode k6 = new ObjectMapper()
                .readTree(directory.resolve("k6-summary.json").toFile())
                .path("metrics");
        assertThat(k6.at("/rtt/count").asLong()).isEqualTo(corrected.getTotalCount());
        assertThat(k6.at("/rtt/p(99)").asDouble()).isEqualTo(corrected.getValueAtPercentile(99) / 1e6);
        assertThat(k6.at("/rtt/avg").asDouble())
                .isGreaterThanOrEqualTo(k6.at("/rtt_uncorrected/avg").asDouble());
        for (String name : List.of("rtt.hgrm", "rtt-backend.b1.hgrm")) {
            assertThat(Files.readString(directory.resolve(name)))
                    .as(name)
                    .containsPattern("Total count +=  +" + corrected.getTotalCount() + "\\]");
        }
    }

    /** Once from the requests, once from the histogram log. */
    private static void comparison(Path directory, Histogram corrected) throws IOException {
        said(RunDifference.of(directory, directory), corrected);
        Path times = directory.resolve("times.csv");
        Path aside = directory.resolve("times.aside");
        Files.move(times, aside);
        said(RunDifference.of(directory, directory), corrected);
        Files.move(aside, times);
    }

    private static void said(RunDifference difference, Histogram corrected) {
        List<RunComparison.Line> lines = difference.comparison().lines();
        assertThat(lines.get(0).first().estimate()).isCloseTo(corrected.getMean(), within(corrected.getMean() / 1_000));
        for (int i = 0; i < PERCENTILES.length; i++) {
            assertThat(lines.get(i + 1).second().estimate()).isEqualTo(corrected.getValueAtPercentile(PERCENTILES[i]));
        }
    }

    private static List<String> times(Histogram values) {
        return Arrays.stream(PERCENTILES)
                .mapToObj(percentile -> time(values, percentile))
                .toList();
    }

    private static String time(Histogram values, double percentile) {
        return DurationText.format(values.getValueAtPercentile(percentile));
    }

    /** A service that answers everybody, but for a while nobody. */
    private static final class Stalling {
        private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
        private final AtomicLong first = new AtomicLong();
        private final AtomicBoolean stalled = new AtomicBoolean();

        void serve(LineServer.Peer peer) throws IOException, InterruptedException {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                first.compareAndSet(0, System.nanoTime());
                if (System.nanoTime() - first.get() > STALL_AT_NANOS && stalled.compareAndSet(false, true)) {
                    stall();
                }
                gate.readLock().lock();
                try {
                    peer.answer("b1", line);
                } finally {
                    gate.readLock().unlock();
                }
            }
        }

        private void stall() {
            gate.writeLock().lock();
            long begun = System.nanoTime();
            try {
                while (System.nanoTime() - begun < STALL_NANOS) {
                    LockSupport.parkNanos(STALL_NANOS - (System.nanoTime() - begun));
                }
            } finally {
                gate.writeLock().unlock();
            }
        }
    }
}
