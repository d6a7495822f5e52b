package io.giliran.report.comparing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giliran.report.RttHistogramLog;
import io.giliran.report.RunDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** The run directory of a made-up open run over an M/M/1 system at load 0.5, in the format of a swarm's. */
final class WrittenRun {
    static final int REQUESTS = 20_000;

    private final Path parent;
    private final String name;
    private long seed = 1;
    private long fate = 1;
    private double factor = 1;
    private double failing;
    private String failure = "reset";
    private double warmUpSeconds;
    private String digest = "abc";
    private boolean valid = true;
    private boolean times = true;

    WrittenRun(Path parent, String name) {
        this.parent = parent;
        this.name = name;
    }

    /** Governs arrivals and work. */
    WrittenRun seed(long wanted) {
        seed = wanted;
        digest = "abc" + wanted;
        return this;
    }

    /** Governs what is not the workload's: each time is up to 10 % shorter or longer. */
    WrittenRun fate(long wanted) {
        fate = wanted;
        return this;
    }

    WrittenRun timesLonger(double wanted) {
        factor = wanted;
        return this;
    }

    WrittenRun failing(double share) {
        failing = share;
        return this;
    }

    /** This part of the requests is given up before its answer. */
    WrittenRun hanging(double share) {
        failure = "timeout";
        return failing(share);
    }

    WrittenRun warmUp(double seconds) {
        warmUpSeconds = seconds;
        return this;
    }

    WrittenRun digest(String wanted) {
        digest = wanted;
        return this;
    }

    WrittenRun invalid() {
        valid = false;
        return this;
    }

    WrittenRun withoutTimes() {
        times = false;
        return this;
    }

    Path write() {
        try {
            return written();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Path written() throws IOException {
        RunDirectory directory = RunDirectory.create(parent, name, Instant.EPOCH);
        SplittableRandom load = new SplittableRandom(seed);
        SplittableRandom noise = new SplittableRandom(1_000_000 + fate);
        StringBuilder lines = new StringBuilder("client,request,intended_ns,connect_start_ns,connected_ns,sent_ns,"
                + "first_byte_ns,end_ns,work_ns,bytes_out,bytes_in,address,backend,outcome\n");
        double clock = 0;
        double wait = 0;
        double service = 0;
        long failed = 0;
        Histogram interval = new Histogram(3_600_000_000_000L, 3);
        long intervalStart = 0;
        try (OutputStream file = Files.newOutputStream(directory.file(RttHistogramLog.FILE))) {
            HistogramLogWriter log = new HistogramLogWriter(file);
            log.outputLogFormatVersion();
            log.outputStartTime(0);
            log.outputLegend();
            for (int i = 0; i < REQUESTS; i++) {
                double gap = -Math.log(1 - load.nextDouble()) * 20e6;
                clock += gap;
                wait = Math.max(0, wait + service - gap);
                service = -Math.log(1 - load.nextDouble()) * 10e6;
                long intended = Math.round(clock);
                long rtt = Math.round((wait + service) * factor * noise.nextDouble(0.9, 1.1));
                boolean fails = noise.nextDouble() < failing;
                failed += fails ? 1 : 0;
                lines.append(String.format(
                        Locale.ROOT,
                        "%d,%d,%d,,,%d,%s,%d,%d,10,10,127.0.0.1:%d,%s,%s\n",
                        i % 10,
                        i / 10,
                        intended,
                        intended,
                        fails ? "" : intended + rtt,
                        intended + rtt,
                        Math.round(service),
                        1024 + i % 10,
                        fails ? "" : "b1",
                        fails ? failure : "ok"));
                if (intended - intervalStart >= 1_000_000_000) {
                    log.outputIntervalHistogram(intervalStart / 1e9, intended / 1e9, interval, 1e6);
                    intervalStart = intended;
                    interval = new Histogram(3_600_000_000_000L, 3);
                }
                if (!fails) {
                    interval.recordValue(rtt);
                }
            }
        }
        if (times) {
            Files.writeString(directory.file("times.csv"), lines, UTF_8);
        }
        Files.writeString(
                directory.file("summary.json"),
                String.format(
                        Locale.ROOT,
                        """
                        {"command": "swarm", "seed": %d, "workload_digest": "%s", "duration_s": %.3f, "model": "open",
                         "clients": 10, "valid": %s, "invalid_reasons": [%s], "warmup_s": %.3f,
                         "requests": {"sent": %d, "ok": %d}, "rate": {"planned_per_s": 50.0}}
                        """,
                        seed,
                        digest,
                        clock / 1e9,
                        valid,
                        valid ? "" : "\"the swarm was too slow\"",
                        warmUpSeconds,
                        REQUESTS,
                        REQUESTS - failed));
        return directory.path();
    }
}
