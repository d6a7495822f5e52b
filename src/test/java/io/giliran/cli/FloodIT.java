package io.giliran.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.ChildProgram;
import io.giliran.LineServer;
import io.giliran.transport.Await;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flood of clients takes the last descriptor of a process that has just started; after it all are served. */
final class FloodIT {
    private static final int DESCRIPTORS = 300;
    private static final int CLIENTS = 400;
    private static final int PATIENCE_MILLIS = 60_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoComesAfterAFloodIsServed(boolean fromAJar) throws Exception {
        try (LineServer backend = LineServer.answering("b1");
                ChildProgram balancer = ChildProgram.withDescriptors(
                        DESCRIPTORS,
                        classPath(fromAJar),
                        folder,
                        "balancer",
                        "--listen",
                        "127.0.0.1:0",
                        "--backend",
                        "b1=" + backend.target())) {
            int port = Integer.parseInt(balancer.awaitLine("^balancer listens on 127\\.0\\.0\\.1:(\\d+)$")
                    .group(1));
            List<Socket> flood = new ArrayList<>();
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    flood.add(new Socket(InetAddress.getLoopbackAddress(), port));
                }
                balancer.awaitErr("Too many open files");
            } finally {
                for (Socket client : flood) {
                    client.setSoLinger(true, 0);
                    client.close();
                }
            }
            Await.equal("served after the flood", "b1 hello", () -> ask(port));
            for (int i = 0; i < 20; i++) {
                assertThat(ask(port)).isEqualTo("b1 hello");
            }
            assertThat(balancer.err()).doesNotContain("NoClassDefFoundError");
        }
    }

    /** The class path of these tests, with the program's own classes in a jar or in a folder. */
    private String classPath(boolean inAJar) throws Exception {
        Path own = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        String wanted = own.toString();
        if (Files.isDirectory(own) && inAJar) {
            wanted = jarOf(own).toString();
        } else if (!Files.isDirectory(own) && !inAJar) {
            wanted = Path.of("target/classes").toAbsolutePath().toString();
            assertThat(Path.of(wanted)).isDirectory();
        }
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .map(entry -> Path.of(entry).toAbsolutePath().equals(own) ? "" : entry)
                .filter(entry -> !entry.isEmpty())
                .reduce(wanted, (all, entry) -> all + File.pathSeparator + entry);
    }

    private Path jarOf(Path classes) throws IOException {
        Path jar = folder.resolve("giliran.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
            }
        }
        return jar;
    }

    /** Its answer, or why there is none. */
    private static String ask(int port) {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout(PATIENCE_MILLIS);
            client.getOutputStream().write("hello\n".getBytes(UTF_8));
            return String.valueOf(new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8)).readLine());
        } catch (IOException refused) {
            return refused.toString();
        }
    }
}
