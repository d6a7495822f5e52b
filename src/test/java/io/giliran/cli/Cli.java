package io.giliran.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.util.List;

/** Runs the program inside of the test, and takes what it prints. */
public final class Cli {
    private Cli() {}

    /**
     * Result of a command.
     *
     * @param out what it printed, and {@code err} what it complained
     */
    public record Result(int exitCode, String out, String err) {
        /** It has ended with one line on stderr, and this is that line without the program's name. */
        public String onlyComplaint() {
            List<String> lines = err.lines().toList();
            assertThat(lines).as("stderr").hasSize(1);
            assertThat(lines.get(0)).startsWith("giliran: ");
            return lines.get(0).substring("giliran: ".length());
        }
    }

    public static Result run(String... args) {
        try (CapturedOutput output = new CapturedOutput()) {
            int exitCode = Program.execute(new Main(), new PrintWriter(System.err, true, UTF_8), args);
            return new Result(exitCode, output.out(), output.err());
        }
    }
}
