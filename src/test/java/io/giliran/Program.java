package io.giliran;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * The only way for a test to start another program. A test whose program is not installed is skipped with a reason that
 * names the program; with {@code -Dtest.require-programs=true}, as CI has it, the test fails instead.
 */
public final class Program {
    /** System property: a missing program is an error. */
    static final String REQUIRED = "test.require-programs";

    /** Packages of Debian, where the name is another one than the program's. */
    private static final Map<String, String> PACKAGES = Map.of(
            "halog", "haproxy",
            "nc.openbsd", "netcat-openbsd",
            "promtool", "prometheus",
            "redis-benchmark", "redis-tools");

    private Program() {}

    /** A program of the machine that has not been started yet; skips the test where it is missing. */
    public static ProcessBuilder command(String name, String... arguments) {
        return command(name, List.of(arguments));
    }

    /** A program of the machine that has not been started yet; skips the test where it is missing. */
    public static ProcessBuilder command(String name, List<String> arguments) {
        need(name);
        return builder(name, arguments);
    }

    /** A tool of the JDK that runs the tests. */
    public static ProcessBuilder ofJdk(String name, List<String> arguments) {
        return builder(Path.of(System.getProperty("java.home"), "bin", name).toString(), arguments);
    }

    /** Skips the test unless all of these programs are there; for a test that finds out late. */
    public static void need(String... names) {
        for (String name : names) {
            if (!installed(name, System.getenv("PATH"))) {
                throw missing(name, Boolean.getBoolean(REQUIRED));
            }
        }
    }

    static boolean installed(String name, String path) {
        return Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .anyMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file));
    }

    static RuntimeException missing(String name, boolean required) {
        String reason = name + " is not installed (Debian: " + PACKAGES.getOrDefault(name, name) + ")";
        return required
                ? new IllegalStateException(reason + ", and " + REQUIRED + " is set")
                : new TestAbortedException(reason);
    }

    private static ProcessBuilder builder(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
