package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SummaryFileTest {
    @TempDir
    Path base;

    private final RunSummary summary = new SampleRun("b1").answered("b1", 1).summary();
    private RunDirectory dir;

    @BeforeEach
    void makeDirectory() {
        dir = RunDirectory.create(base, "test", Instant.EPOCH);
    }

    @Test
    void hasItsNameOnlyWhenItIsWhole() throws IOException {
        try (SummaryFile file = SummaryFile.open(dir)) {
            assertThat(dir.file("summary.json")).doesNotExist();
            file.write(summary, List.of());
        }
        assertThat(dir.file("summary.json")).hasContent(SummaryJson.render(summary, List.of()));
        assertNothingElse(1);
    }

    @Test
    void isWrittenEvenWhenInterrupted() throws IOException {
        try (SummaryFile file = SummaryFile.open(dir)) {
            Thread.currentThread().interrupt();
            file.write(summary, List.of());
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(dir.file("summary.json")).hasContent(SummaryJson.render(summary, List.of()));
    }

    @Test
    void leavesNothingOfWhatWasNotWritten() throws IOException {
        SummaryFile.open(dir).close();
        assertNothingElse(0);
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldAtOnce() throws IOException {
        Files.createDirectory(dir.file("summary.json.unfinished"));
        assertThatThrownBy(() -> SummaryFile.open(dir))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("summary.json.unfinished cannot be written")
                .hasMessageContaining("valid is an output folder that is writable");
    }

    private void assertNothingElse(int files) throws IOException {
        try (var written = Files.list(dir.path())) {
            assertThat(written).hasSize(files);
        }
    }
}
