package io.giliran.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.ChildProgram;
import io.giliran.LineServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals that end or reload the program: while it starts, and while it ends. */
final class ShutdownIT {
    private static final int TERMINATED = 143;

    @TempDir
    Path folder;

    @Test
    void aShutdownSaysWhatIsOpenAndServesItAndASecondSignalCutsIt() throws Exception {
        Files.writeString(
                folder.resolve("application.conf"), "giliran.balancer.shutdown { grace = 30m, deadline = 1h }");
        try (LineServer backend = LineServer.answering("b1");
                ChildProgram balancer = new ChildProgram(
                        folder, "balancer", "--listen", "127.0.0.1:0", "--backend", "b1=" + backend.target())) {
            int port = Integer.parseInt(balancer.awaitLine("^balancer listens on 127\\.0\\.0\\.1:(\\d+)$")
                    .group(1));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(answer(client)).isEqualTo("b1 hello");
                balancer.terminate();
                String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";
                balancer.awaitLine("^stopping: 1 connection is open; from " + time
                        + " on they are closed, at most 100 a second, and cut at " + time + "$");
                assertThat(answer(client)).isEqualTo("b1 hello");

                balancer.terminate();
                balancer.awaitLine("^stopping: 1 connection is open and cut now$");
                assertThat(balancer.awaitExit()).isEqualTo(TERMINATED);
                assertThatThrownBy(() -> client.getInputStream().read()).hasMessage("Connection reset");
            }
        }
        assertThat(Files.readAllLines(folder.resolve("logs/balancer.log")))
                .singleElement()
                .asString()
                .contains(" KD ");
    }

    @Test
    void aHangUpDuringTheStartIsAReloadAfterIt() throws Exception {
        try (ChildProgram balancer = during("HUP", "balancer", "--listen", "127.0.0.1:0")) {
            balancer.awaitLine("^reload: nothing changes$");
            balancer.terminate();
            assertThat(balancer.awaitExit()).isEqualTo(TERMINATED);
        }
    }

    /** Whoever knows nginx or HAProxy sends it to open the logs anew, or to stop in order. */
    @ParameterizedTest
    @ValueSource(strings = {"USR1", "USR2"})
    void aSignalThatOtherBalancersKnowDoesNotEndIt(String signal) throws Exception {
        try (ChildProgram balancer = during(signal, "balancer", "--listen", "127.0.0.1:0")) {
            balancer.awaitLine("^balancer listens on ");
            balancer.awaitErr("SIG" + signal
                    + " does nothing here; SIGHUP reloads and opens the logs anew, SIGTERM stops in order");
            balancer.terminate();
            assertThat(balancer.awaitExit()).isEqualTo(TERMINATED);
        }
    }

    @Test
    void terminatedDuringTheStartItEndsWithoutAStackTrace() throws Exception {
        for (String[] args : List.of(new String[] {"balancer", "--listen", "127.0.0.1:0"}, new String[] {"demo"})) {
            try (ChildProgram program = during("TERM", args)) {
                assertThat(program.awaitExit()).as(program.err()).isEqualTo(TERMINATED);
                assertThat(program.err()).doesNotContain("Exception", "\tat ");
            }
        }
    }

    private ChildProgram during(String signal, String... args) throws IOException {
        String[] all = new String[args.length + 1];
        all[0] = signal;
        System.arraycopy(args, 0, all, 1, args.length);
        return ChildProgram.ofClass(SignalDuringStart.class.getName(), folder, List.of(), all);
    }

    private static String answer(Socket client) throws IOException {
        client.getOutputStream().write("hello\n".getBytes(UTF_8));
        return new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8)).readLine();
    }
}
