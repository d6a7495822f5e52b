package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.ChildProgram;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a JVM of its own, because its classes are instrumented to report blocking calls. */
final class NothingBlocksALoopIT {
    private static final List<String> JVM_OPTIONS =
            List.of("-XX:+AllowRedefinitionToAddDeleteMethods", "-XX:+EnableDynamicAgentLoading");

    @TempDir
    Path folder;

    @Test
    void nothingOfOursBlocksOnAnEventLoop() throws Exception {
        try (ChildProgram program = ChildProgram.ofClass(BlockingCallsOnLoops.class.getName(), folder, JVM_OPTIONS)) {
            assertThat(program.awaitExit()).as(program.err()).isZero();
            assertThat(program.out())
                    .contains(BlockingCallsOnLoops.SERVED + "500")
                    .noneMatch(line -> line.startsWith(BlockingCallsOnLoops.BLOCKED))
                    .anyMatch(line -> line.startsWith("seen: ") && line.contains("java.lang.Thread.sleep"));
        }
    }
}
