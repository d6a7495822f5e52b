package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.ChildProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
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
}
