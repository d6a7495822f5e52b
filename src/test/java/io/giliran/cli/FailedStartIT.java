package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.AbstractActor;
import io.giliran.ChildProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An actor system that does not start is one line and an exit code, whatever Akka prints. */
final class FailedStartIT {
    @TempDir
    Path folder;

    /** A logger of Akka that never says that it has started. */
    public static final class SilentLogger extends AbstractActor {
        @Override
        public Receive createReceive() {
            return receiveBuilder().matchAny(message -> {}).build();
        }
    }

    @Test
    void aLoggerThatIsLate() throws Exception {
        assertLine(
                "loggers = [\"" + SilentLogger.class.getName() + "\"], logger-startup-timeout = 200ms",
                3,
                "giliran: the actor system does not start: a logger takes longer than akka.logger-startup-timeout, 200ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"loggers = [no.such.Name]", "actor.provider = no.such.Name"})
    void aWrongConfigurationOfAkka(String keys) throws Exception {
        assertLine(keys, 2, "giliran: Akka cannot use its configuration: ", "no.such.Name");
    }

    private void assertLine(String akka, int exitCode, String... parts) throws Exception {
        Files.writeString(folder.resolve("application.conf"), "akka { " + akka + " }\n");
        try (ChildProgram balancer = new ChildProgram(folder, "balancer", "--listen", "127.0.0.1:0")) {
            int code = balancer.awaitExit();
            assertThat(balancer.err().lines().toList()).as("stderr").hasSize(1);
            assertThat(balancer.err()).contains(parts);
            assertThat(code).isEqualTo(exitCode);
            assertThat(balancer.out()).isEmpty();
        }
    }
}
