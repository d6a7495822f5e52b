package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes and files of scripts/swarm.sh. Its roles are played by a script that prints what theirs print, so that no JVM is
 * started; the real roles run in the tests of the processes.
 */
final class SwarmScriptIT {
    private static final String ROLES = """
            #!/usr/bin/env bash
            for word in "$@"; do [[ $word != --show-config ]] || exit 0; done
            option() { local name=$1; shift; while (($# > 1)); do [[ $1 != "$name" ]] || echo "$2"; shift; done; }
            case $1 in
                balancer) echo one > "$(option --out "$@")/balancer.log"; echo pick > "$(option --out "$@")/picks.csv" ;;
                swarm)
                    run=$(option --out "$@")/2026-12-01T00-00-00Z-swarm
                    mkdir -p "$run"
                    for ((i = 0; i < 50; i++)); do echo "progress $i"; done
                    echo "logs     $run"
                    exit 98
                    ;;
            esac
            trap 'exit 0' TERM
            echo "$1 listens on 127.0.0.1:1"
            while :; do sleep 0.1; done
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void script() throws IOException {
        Files.copy(Path.of("scripts/swarm.sh"), folder.resolve("swarm.sh"));
        Path roles = Files.writeString(folder.resolve("giliran"), ROLES);
        Files.setPosixFilePermissions(roles, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void theBalancersLogsGoToTheRun() throws Exception {
        assertThat(run("./swarm.sh --out runs > said.txt")).isEqualTo(98);
        assertThat(folder.resolve("said.txt"))
                .content()
                .contains("progress 49", "         balancer.log", "         picks.csv");
        assertLogsAreKept();
    }

    /** As with {@code | head -1}: the reader is gone before the swarm has begun. */
    @Test
    void aReaderThatGoesLosesNothing() throws Exception {
        run("./swarm.sh --out runs 2> complaints.txt | head -n 1 > said.txt");
        assertThat(folder.resolve("said.txt")).content().startsWith("backend b1 listens on");
        assertThat(folder.resolve("complaints.txt")).isEmptyFile();
        assertLogsAreKept();
    }

    @Test
    void tooFewDescriptorsAreSaidBeforeTheStart() throws Exception {
        assertThat(run("ulimit -n 300 && ./swarm.sh --clients 101 --out runs 2> complaints.txt"))
                .isEqualTo(2);
        assertThat(folder.resolve("complaints.txt"))
                .hasContent("swarm.sh: the balancer needs 302 descriptors for 101 clients, and a process may open 300;"
                        + " raise that with: ulimit -n 302, or give --clients of at most 100");
        assertThat(run("ulimit -n 300 && ./swarm.sh --clients=100 --out runs > said.txt"))
                .isEqualTo(98);
    }

    private void assertLogsAreKept() throws IOException {
        Path run = folder.resolve("runs/2026-12-01T00-00-00Z-swarm");
        assertThat(run.resolve("balancer.log")).hasContent("one");
        assertThat(run.resolve("picks.csv")).hasContent("pick");
        try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
            assertThat(left).isEmpty();
        }
    }

    private int run(String line) throws Exception {
        Files.createDirectories(folder.resolve("tmp"));
        ProcessBuilder shell = Program.command("bash", List.of("-c", line));
        shell.environment().put("TMPDIR", folder.resolve("tmp").toString());
        Process process = shell.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("shell.txt").toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as(Files.readString(folder.resolve("shell.txt")))
                    .isTrue();
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }
}
