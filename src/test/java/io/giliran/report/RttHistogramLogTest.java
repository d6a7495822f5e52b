package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.metrics.Outcome;
import io.giliran.metrics.SampleRequest;
import io.giliran.metrics.recording.IntervalTimes;
import io.giliran.metrics.recording.RunRecorder;
import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogProcessor;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge is HdrHistogram's own reader and its processor. */
final class RttHistogramLogTest {
    private static final Instant STARTED = Instant.parse("2026-11-23T21:13:00.250Z");
    private static final long SECOND = 1_000_000_000;

    @TempDir
    Path base;

    private RunDirectory dir;

    @BeforeEach
    void makeDirectory() {
        dir = RunDirectory.create(base, "test", STARTED);
    }

    /** The log's own writer swallows what the disk says. */
    @Test
    void aFullDiskIsSaidAndLeavesNothingThatIsCut() throws IOException {
        Files.createSymbolicLink(dir.file("rtt.hlog.unfinished"), Path.of("/dev/full"));

        assertThatThrownBy(() -> RttHistogramLog.write(dir, STARTED, log -> {}))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("rtt.hlog cannot be written: no space left on device; ");
        assertThat(dir.file("rtt.hlog")).doesNotExist();
    }

    @Test
    void beginsWithTheProgramTheFormatTheStartAndTheLegend() throws IOException {
        RttHistogramLog.open(dir, STARTED).close();

        List<String> lines = Files.readAllLines(dir.file(RttHistogramLog.FILE));
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("#[Logged with Giliran " + GiliranVersion.get() + ", values in ns]");
        assertThat(lines.get(1)).startsWith("#[Histogram log format version 1.");
        assertThat(lines.get(2)).startsWith("#[StartTime: 1795468380.250 (seconds since epoch), ");
        assertThat(lines.get(3))
                .isEqualTo("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"");
    }

    @Test
    void theReaderFindsIntervalsAndTaggedWholes() throws IOException {
        writeARun();

        List<Histogram> read = read();
        assertThat(read)
                .extracting(Histogram::getTag)
                .containsExactly(null, null, "unanswered", null, "uncorrected", "uncorrected.unanswered", "connect", "sendlag");
        // The time stamps are in ms since 1970: the start of the run is 1795468380250.
        assertThat(read)
                .extracting(histogram -> histogram.getStartTimeStamp() - 1_795_468_380_250L)
                .containsExactly(0L, 2_000L, 2_000L, 0L, 0L, 0L, 0L, 0L);
        assertThat(read)
                .extracting(histogram -> histogram.getEndTimeStamp() - 1_795_468_380_250L)
                .containsExactly(1_000L, 2_500L, 2_500L, 1_000L, 2_500L, 2_500L, 2_500L, 2_500L);
        assertThat(read).extracting(Histogram::getTotalCount).containsExactly(1L, 1L, 1L, 1L, 3L, 1L, 1L, 4L);
        assertThat(read)
                .extracting(Histogram::getMaxValue)
                .containsExactly(1_000L, 1_900L, 800L, 1_500L, 1_700L, 800L, 300L, 200L);
    }

    @Test
    void theProcessorReadsIt() throws Exception {
        writeARun();

        Path out = base.resolve("out");
        HistogramLogProcessor processor = new HistogramLogProcessor(
                new String[] {"-i", dir.file(RttHistogramLog.FILE).toString(), "-o", out.toString()});
        processor.start();
        processor.join();

        // 3 corrected RTTs in all; the largest, 1,900 ns, is 0.002 in milliseconds with three decimals.
        assertThat(Files.readString(base.resolve("out.hgrm")))
                .containsPattern("#\\[Max +=  +0\\.002, Total count +=  +3\\]");
        // One line for each interval, whose fifth column is its count.
        assertThat(Files.readAllLines(out).stream().filter(line -> line.matches("[0-9].*")))
                .hasSize(3);
    }

    @Test
    void aTagThatTheFormatCannotCarryIsChanged() throws IOException {
        Histogram histogram = new Histogram(3);
        histogram.recordValue(7);
        try (RttHistogramLog log = RttHistogramLog.open(dir, STARTED)) {
            log.wholeRun("backend.b 1,\nü", SECOND, histogram);
            log.wholeRun("empty", SECOND, new Histogram(3));
        }

        assertThat(read()).extracting(Histogram::getTag).containsExactly("backend.b_1___");
        assertThat(histogram.getTag()).isNull();
    }

    @Test
    void aFullDiskIsNotForgotten() throws IOException {
        Files.createSymbolicLink(dir.file(RttHistogramLog.FILE), Path.of("/dev/full"));
        RttHistogramLog log = RttHistogramLog.open(dir, STARTED);
        intervals().forEach(log::interval);
        log.close();
        Files.delete(dir.file(RttHistogramLog.FILE));

        assertThat(log.failure()).hasMessageContaining("No space left on device");
    }

    @Test
    void anInterruptedThreadLosesNothing() throws IOException {
        RttHistogramLog log = RttHistogramLog.open(dir, STARTED);
        Thread.currentThread().interrupt();
        try {
            intervals().forEach(log::interval);
            log.close();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(log.failure()).isNull();
        assertThat(read()).hasSize(1);
    }

    @Test
    void aFileThatCannotBeMadeIsTheUsersError() throws IOException {
        Files.createDirectory(dir.file(RttHistogramLog.FILE));

        assertThatThrownBy(() -> RttHistogramLog.open(dir, STARTED))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(
                        "file " + dir.file(RttHistogramLog.FILE) + " cannot be written: is a directory;");
    }

    /**
     * In the first second two requests of 1,000 and 1,500 ns, of which the second ends when the first is written already; nothing
     * in the next one; then one of 1,900 ns and one that is not answered within 800 ns.
     */
    private void writeARun() {
        RunRecorder recorder = new RunRecorder();
        try (RttHistogramLog log = RttHistogramLog.open(dir, STARTED)) {
            recorder.record(SampleRequest.of(0)
                    .connection(0, 300)
                    .first()
                    .times(1_000, 1_100, 2_000)
                    .make());
            recorder.takeIntervals(SECOND).forEach(log::interval);
            recorder.takeIntervals(2 * SECOND).forEach(log::interval);
            long later = 2 * SECOND + 5_000;
            recorder.record(
                    SampleRequest.of(0).times(later, later + 200, later + 1_900).make());
            recorder.record(SampleRequest.of(0)
                    .times(later, later, later + 800)
                    .failed(Outcome.TIMEOUT)
                    .make());
            List<IntervalTimes> last = recorder.takeIntervals(5 * SECOND);
            last.forEach(interval -> log.lastInterval(interval, 5 * SECOND / 2));
            recorder.record(SampleRequest.of(0).times(3_000, 3_100, 4_500).make());
            recorder.takeIntervals(5 * SECOND).forEach(log::interval);
            log.finish(5 * SECOND / 2, recorder);
            assertThat(log.failure()).isNull();
        }
    }

    private static List<IntervalTimes> intervals() {
        RunRecorder recorder = new RunRecorder();
        recorder.record(SampleRequest.of(0).make());
        return recorder.takeIntervals(SECOND);
    }

    private List<Histogram> read() throws IOException {
        List<Histogram> histograms = new ArrayList<>();
        try (HistogramLogReader reader =
                new HistogramLogReader(dir.file(RttHistogramLog.FILE).toFile())) {
            for (Histogram next = next(reader); next != null; next = next(reader)) {
                histograms.add(next);
            }
        }
        return histograms;
    }

    private static Histogram next(HistogramLogReader reader) {
        return (Histogram) reader.nextIntervalHistogram();
    }
}
