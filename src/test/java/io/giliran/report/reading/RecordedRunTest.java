package io.giliran.report.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.report.SampleRunDirectory;
import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Run directories are read back as they were written; a broken one is reported in one line. */
final class RecordedRunTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatARunHasWritten() throws IOException {
        RecordedRun run = RecordedRun.open(
                new SampleRunDirectory(folder).requests(600, 300).failing(0.1).make());
        List<RequestTimes> requests = new ArrayList<>();
        run.forEachRequest(requests::add);
        RecordedHistograms histograms = run.histograms();

        assertThat(run.isSimulated()).isFalse();
        assertThat(run.text("/command")).isEqualTo("demo");
        assertThat(run.number("/nothing/there")).isEmpty();
        assertThat(requests).hasSize(600);
        long ok = requests.stream().filter(RequestTimes::isOk).count();
        assertThat(run.count("/requests/ok")).isEqualTo(ok).isBetween(500L, 590L);
        assertThat(histograms.corrected().getTotalCount()).isEqualTo(ok);
        assertThat(histograms.rtt().percentile(99).least()).isEqualTo(run.count("/rtt_ns/corrected/p99"));
        assertThat(histograms.intervals()).hasSizeGreaterThan(1).first().satisfies(first -> {
            assertThat(first.fromSeconds()).isZero();
            assertThat(first.toSeconds()).isBetween(1.0, 1.1);
        });
        assertThat(histograms.tagged().get("uncorrected").getTotalCount()).isEqualTo(ok);
        assertThat(requests.get(0).backend()).isEqualTo("b1");
    }

    @Test
    void theWarmUpIsLeftOutOfTheCorrectedTimes() throws IOException {
        Path directory = new SampleRunDirectory(folder).requests(900, 300).make();
        long all = RecordedRun.open(directory).histograms().corrected().getTotalCount();
        SampleRunDirectory.put(directory, "{\"warmup_s\": 1}");
        List<RequestTimes> requests = new ArrayList<>();
        RecordedRun run = RecordedRun.open(directory);
        run.forEachRequest(requests::add);
        long late = requests.stream()
                .filter(request -> request.intendedNanos() >= 1_000_000_000)
                .count();

        assertThat(late).isBetween(1L, all - 1);
        assertThat(run.histograms().corrected().getTotalCount()).isEqualTo(late);
    }

    @Test
    void aNameOfABackendMayHaveCommasAndQuotes() throws IOException {
        RecordedRun run = RecordedRun.open(new SampleRunDirectory(folder)
                .backends("a,\"b\"", "c")
                .requests(2, 100)
                .make());
        List<String> backends = new ArrayList<>();
        run.forEachRequest(request -> backends.add(request.backend()));

        assertThat(backends).containsExactly("a,\"b\"", "c");
    }

    @Test
    void columnsMayStandInAnotherOrderAndThereMayBeMore() throws IOException {
        Path directory = new SampleRunDirectory(folder).requests(2, 100).make();
        Files.writeString(
                directory.resolve("times.csv"),
                "outcome,new,client,request,intended_ns,connect_start_ns,connected_ns,sent_ns,end_ns,work_ns,bytes_out,"
                        + "bytes_in,address,backend\n"
                        + "timeout,x,7,3,10,,,20,30,,4,0,127.0.0.1:5,\n");
        List<RequestTimes> requests = new ArrayList<>();
        RecordedRun.open(directory).forEachRequest(requests::add);

        assertThat(requests)
                .containsExactly(new RequestTimes(7, 3, 10, -1, -1, 20, 30, -1, 4, 0, "127.0.0.1:5", "", "timeout"));
    }

    @Test
    void aFolderThatIsNone() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> RecordedRun.open(missing))
                .isInstanceOf(SettingsException.class)
                .hasMessage(missing + " is not a folder; valid is a run directory, such as those in runs/");
    }

    @Test
    void aRunThatHasNotEnded() {
        assertThatThrownBy(() -> RecordedRun.open(folder))
                .isInstanceOf(SettingsException.class)
                .hasMessage(folder + " has no summary.json; valid is the directory of a run that has ended");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ \"command\": \"demo\",|line 1 is not valid JSON; valid is what giliran has written, unchanged",
                "[]|is not the summary of a run; valid is what giliran has written, unchanged",
                "{\"command\": \"demo\"}|is not the summary of a run; valid is what giliran has written, unchanged"
            })
    void aSummaryThatIsNone(String written, String complaint) throws IOException {
        Path summary = folder.resolve("summary.json");
        Files.writeString(summary, written);

        assertThatThrownBy(() -> RecordedRun.open(folder))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(summary.toString())
                .hasMessageEndingWith(" " + complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2,3|valid are the 14 columns of its header",
                "1,0,10,,,20,30,4x,,5,6,a,b,ok|valid are whole numbers in its columns of times and bytes",
                "1,0,10,,,20,30,40,,5,6,a,\"b,ok|valid is a quote at the end of each quoted field"
            })
    void aLineOfTimesThatIsCutOrWrong(String row, String valid) throws IOException {
        Path directory = new SampleRunDirectory(folder).requests(3, 100).make();
        Path times = directory.resolve("times.csv");
        Files.writeString(times, Files.readString(times) + row);
        RecordedRun run = RecordedRun.open(directory);

        assertThatThrownBy(() -> run.forEachRequest(request -> {}))
                .isInstanceOf(SettingsException.class)
                .hasMessage(times + ", line 5 cannot be understood; " + valid);
    }

    @Test
    void timesWithoutAHeader() throws IOException {
        Path directory = new SampleRunDirectory(folder).requests(3, 100).make();
        Files.writeString(directory.resolve("times.csv"), "");

        assertThatThrownBy(() -> RecordedRun.open(directory).forEachRequest(request -> {}))
                .hasMessageStartingWith(
                        directory.resolve("times.csv") + ", line 1 has no column client; valid is a header with ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"2.0,1.0,1.0,HISTFAAAnothing", "2.0,1.0,1.0,HISTFAAAAEV42pNpmSzM", "Tag=x"})
    void aHistogramLogThatIsBroken(String line) throws IOException {
        Path directory = new SampleRunDirectory(folder).requests(3, 100).make();
        Path log = directory.resolve("rtt.hlog");
        Files.writeString(log, Files.readString(log) + line + "\n");

        assertThatThrownBy(() -> RecordedRun.open(directory).histograms())
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        log + " cannot be understood after 7 histograms; valid is an HdrHistogram log, version 1.3");
    }

    @Test
    void aHistogramLogThatIsMissing() throws IOException {
        Path directory = new SampleRunDirectory(folder).requests(3, 100).make();
        Files.delete(directory.resolve("rtt.hlog"));

        assertThatThrownBy(() -> RecordedRun.open(directory).histograms())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("rtt.hlog is missing");
    }
}
