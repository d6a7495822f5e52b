package io.giliran.report.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is there whole or not at all; the older one outlives a full disk. */
final class WholeFileTest {
    private static final Path FULL_DISK = Path.of("/dev/full");

    @TempDir
    Path folder;

    private Path file;
    private Path aside;

    @BeforeEach
    void names() {
        file = folder.resolve("report.html");
        aside = folder.resolve("report.html.unfinished");
    }

    @Test
    void replacesTheOlderOne() throws IOException {
        Files.writeString(file, "older");
        WholeFile.write(file, "newer µ");
        assertThat(file).hasContent("newer µ");
        assertThat(aside).doesNotExist();
    }

    @Test
    void aFullDiskIsOneLineAndLeavesTheOlderOne() throws IOException {
        Files.writeString(file, "older");
        // What is written aside goes to a disk that has no room.
        Files.createSymbolicLink(aside, FULL_DISK);

        assertThatThrownBy(() -> WholeFile.write(file, "newer"))
                .isInstanceOf(SettingsException.class)
                .hasMessage(file
                        + " cannot be written: no space left on device; valid is a folder that exists and is writable, on a"
                        + " disk with room");
        assertThat(file).hasContent("older");
        assertThat(aside).doesNotExist();
    }

    @Test
    void whatBreaksOffHalfwayLeavesTheOlderOne() throws IOException {
        Files.writeString(file, "older");
        assertThatThrownBy(() -> WholeFile.write(file, stream -> {
                    stream.write(new byte[100_000]);
                    throw new IOException("Input/output error");
                }))
                .hasMessageContaining("report.html cannot be written: input/output error; valid is");
        assertThat(file).hasContent("older");
        assertThat(aside).doesNotExist();
    }

    @Test
    void aThreadThatIsInterruptedWritesAllTheSame() throws IOException {
        Thread.currentThread().interrupt();
        WholeFile.write(file, "whole");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(file).hasContent("whole");
    }

    @Test
    void aFolderThatIsNotThereIsNamedAbsolutely() {
        Path missing = Path.of("no-such-folder", "replay.json");
        assertThatThrownBy(() -> WholeFile.write(missing, "x"))
                .hasMessageStartingWith(missing.toAbsolutePath() + " cannot be written: no such file or directory; ");
    }
}
