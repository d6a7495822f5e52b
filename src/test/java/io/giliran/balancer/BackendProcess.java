package io.giliran.balancer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.Program;
import io.giliran.settings.HostPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Our own backend, in a process of its own, with descriptors of its own. */
final class BackendProcess implements AutoCloseable {
    private static final long STOPS_WITHIN_SECONDS = 15;

    private final Process process;
    private final InetSocketAddress address;

    BackendProcess(String name) throws IOException {
        this(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Begins where another one has ended. */
    BackendProcess(String name, InetSocketAddress listen) throws IOException {
        process = Program.ofJdk(
                        "java",
                        List.of(
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.giliran.cli.BackendCommand",
                                "--listen",
                                HostPort.format(listen),
                                "--name",
                                name))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String start = "backend " + name + " listens on ";
        String line = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
        assertThat(line).startsWith(start);
        HostPort listening = HostPort.parse(line.substring(start.length()));
        address = new InetSocketAddress(listening.host(), listening.port());
    }

    InetSocketAddress address() {
        return address;
    }

    /** What {@code kill -9} does; returns when it has happened. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().get(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException obstinate) {
            process.destroyForcibly().onExit().join();
        }
    }
}
