package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDirectoryTest {
    private static final Instant STARTED = Instant.parse("2026-11-23T21:13:00.987Z");

    @TempDir
    Path dir;

    @Test
    void isNamedByTheUtcTimeAndTheRun() {
        Path base = dir.resolve("deep").resolve("runs");
        RunDirectory run = RunDirectory.create(base, "demo", STARTED);

        assertThat(run.path())
                .isEqualTo(base.resolve("2026-11-23T21-13-00Z-demo"))
                .isDirectory();
        assertThat(run.file("summary.json")).isEqualTo(run.path().resolve("summary.json"));
        assertThat(run).hasToString(run.path().toString());
    }

    @Test
    void neverSharesADirectory() {
        assertThat(RunDirectory.create(dir, "demo", STARTED).path()).hasFileName("2026-11-23T21-13-00Z-demo");
        assertThat(RunDirectory.create(dir, "demo", STARTED).path()).hasFileName("2026-11-23T21-13-00Z-demo-2");
        assertThat(RunDirectory.create(dir, "demo", STARTED).path()).hasFileName("2026-11-23T21-13-00Z-demo-3");
    }

    @Test
    void aNameCannotLeaveTheBase() {
        assertThat(RunDirectory.create(dir, "../a b/c", STARTED).path())
                .isEqualTo(dir.resolve("2026-11-23T21-13-00Z-..-a-b-c"));
    }

    @Test
    void aBaseThatIsAFileIsTheUsersError() throws IOException {
        Path file = Files.createFile(dir.resolve("taken"));

        assertThatThrownBy(() -> RunDirectory.create(file, "demo", STARTED))
                .isInstanceOf(SettingsException.class)
                .hasMessage("output folder " + file + " cannot be written: " + file + " is a file, not a folder;"
                        + " valid is a folder that exists or can be made, and is writable");
    }

    @Test
    void aBaseBelowAFileIsTheUsersError() throws IOException {
        Path base = Files.createFile(dir.resolve("taken")).resolve("runs");

        assertThatThrownBy(() -> RunDirectory.create(base, "demo", STARTED))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("output folder " + base + " cannot be written: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aBaseThatTheSystemRefusesIsTheUsersError() {
        // Nobody, not even root, makes a folder in /proc.
        assertThatThrownBy(() -> RunDirectory.create(Path.of("/proc/giliran"), "demo", STARTED))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("output folder /proc/giliran cannot be written: ")
                .hasMessageNotContaining("\n");
    }
}
