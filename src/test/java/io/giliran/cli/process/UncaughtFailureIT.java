package io.giliran.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.ChildProgram;
import io.giliran.LineServer;
import io.giliran.cli.Main;
import io.giliran.cli.console.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UncaughtFailureIT {
    @TempDir
    Path folder;

    /** A process one thread of which fails while another one would stay for ever. */
    public static final class DyingThread {
        public static void main(String[] args) {
            Thread.setDefaultUncaughtExceptionHandler(new UncaughtFailure());
            new Thread(
                            () -> {
                                throw new NoClassDefFoundError("for the test");
                            },
                            "swarm-timer")
                    .start();
            while (true) {
                LockSupport.park();
            }
        }
    }

    @Test
    void aThreadThatDiesEndsTheProcess() throws Exception {
        try (ChildProgram program = ChildProgram.ofClass(DyingThread.class.getName(), folder, List.of())) {
            assertThat(program.awaitExit()).isEqualTo(ExitCode.FAILED_INSIDE);
            assertThat(program.err())
                    .contains("giliran: thread swarm-timer has failed: java.lang.NoClassDefFoundError: for the test");
        }
    }

    /** What was measured is written, and marked as not complete; a reserve of memory is let go for that. */
    @Test
    void aSwarmWithoutMemoryEndsWithItsFiles() throws Exception {
        try (LineServer backend = LineServer.answering("b1");
                ChildProgram swarm = ChildProgram.ofClass(
                        Main.class.getName(),
                        folder,
                        List.of("-XX:+UseSerialGC", "-Xmx24m"),
                        "swarm",
                        "--target",
                        backend.target(),
                        "--clients",
                        "3000",
                        "--requests",
                        "20",
                        "--payload",
                        "16KiB")) {
            assertThat(swarm.awaitExit()).as(swarm.err()).isEqualTo(ExitCode.FAILED_INSIDE);
            assertThat(swarm.err()).containsAnyOf("the heap was exhausted", "Java heap space");
        }
        try (Stream<Path> files = Files.walk(folder.resolve("runs"))) {
            Path summary = files.filter(file -> file.endsWith("summary.json"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readString(summary)).contains("not all was measured");
        }
    }
}
