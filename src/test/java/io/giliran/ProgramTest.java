package io.giliran;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** A missing program skips a test with a reason, and fails it where programs are required. */
final class ProgramTest {
    @TempDir
    private Path folder;

    @Test
    void onlyAnExecutableFileIsAProgram() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.createDirectory(folder.resolve("a-folder"));
        Files.createFile(folder.resolve("a-text"));
        assertThat(Files.createFile(other.resolve("a-program")).toFile().setExecutable(true))
                .isTrue();
        String path = folder + ":" + other;

        assertThat(Program.installed("a-program", path)).isTrue();
        assertThat(Program.installed("a-text", path)).isFalse();
        assertThat(Program.installed("a-folder", path)).isFalse();
        assertThat(Program.installed("a-program", folder.toString())).isFalse();
    }

    @Test
    void aMissingProgramSkipsTheTestAndIsNamed() {
        assertThat(Program.missing("halog", false))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("halog is not installed (Debian: haproxy)");
        assertThat(Program.missing("curl", false)).hasMessage("curl is not installed (Debian: curl)");
    }

    @Test
    void aMissingProgramFailsTheTestWhereProgramsAreRequired() {
        assertThat(Program.missing("curl", true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("curl is not installed (Debian: curl), and test.require-programs is set");
    }

    @Test
    void whatIsNotThereIsNotStarted() {
        Class<? extends Exception> expected =
                Boolean.getBoolean(Program.REQUIRED) ? IllegalStateException.class : TestAbortedException.class;

        assertThatThrownBy(() -> Program.command("giliran-no-such-program"))
                .isInstanceOf(expected)
                .hasMessageStartingWith("giliran-no-such-program is not installed");
    }

    /** A test that starts a program by itself would fail on a machine that does not have it. */
    @Test
    void noTestStartsAProgramInAnotherWay() throws Exception {
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            assertThat(sources.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> readString(file).contains("new " + "ProcessBuilder("))
                            .map(file -> file.getFileName().toString()))
                    .containsExactly("Program.java");
        }
    }

    private static String readString(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
