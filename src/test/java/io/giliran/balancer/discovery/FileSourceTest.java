package io.giliran.balancer.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.discovery.DiscoverySource.Failed;
import io.giliran.balancer.discovery.DiscoverySource.Finding;
import io.giliran.balancer.discovery.DiscoverySource.Found;
import io.giliran.balancer.discovery.DiscoverySource.Unchanged;
import io.giliran.balancer.model.BackendAddress;
import io.giliran.balancer.model.Destination;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.transport.planes.PlaneKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileSourceTest {
    @TempDir
    Path folder;

    private Path file;
    private FileSource source;

    @BeforeEach
    void prepare() {
        file = folder.resolve("backends.txt");
        source = new FileSource(file, Duration.ofSeconds(1), false, false, PlaneKind.complete());
    }

    @Test
    void readsALineABackendAndSkipsComments() throws IOException {
        write("""
                # Ours
                b1=127.0.0.1:7001,weight=2

                  127.0.0.2:7002,max-connections=5,backup   # the old one
                """);

        assertThat(source.look())
                .isEqualTo(new Found(List.of(
                        new Destination(
                                new Backend(0, "b1", 2, "127.0.0.1:7001"),
                                new InetSocketAddress("127.0.0.1", 7001),
                                false,
                                BackendPool.ENDLESS),
                        new Destination(
                                new Backend(0, "127.0.0.2:7002", 1, "127.0.0.2:7002"),
                                new InetSocketAddress("127.0.0.2", 7002),
                                true,
                                5))));
    }

    /** A file that is written in place may be seen half written: port 100 was to become 10010. */
    @Test
    void aChangeCountsWhenTwoLooksHaveSeenTheSame() throws IOException {
        write("b1=127.0.0.1:7001\n");
        assertThat(source.look()).isEqualTo(found("b1", 7001));
        assertThat(source.look()).isEqualTo(Unchanged.INSTANCE);

        write("b1=127.0.0.1:100\n");
        assertThat(source.look()).isEqualTo(Unchanged.INSTANCE);
        write("b1=127.0.0.1:10010\n");
        assertThat(source.look()).isEqualTo(Unchanged.INSTANCE);
        assertThat(source.look()).isEqualTo(found("b1", 10_010));
        assertThat(source.look()).isEqualTo(Unchanged.INSTANCE);
    }

    /** With the same length and the same time of change. */
    @Test
    void aFileThatIsRenamedIntoItsPlaceIsSeen() throws IOException {
        write("b1=127.0.0.1:7001\n");
        source.look();
        Path next = Files.writeString(folder.resolve("next"), "b1=127.0.0.1:7002\n");
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);

        assertThat(source.look()).isEqualTo(Unchanged.INSTANCE);
        assertThat(source.look()).isEqualTo(found("b1", 7002));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b2=127.0.0.1 | line 3: b2=127.0.0.1 is not a backend; valid is"
                        + " [NAME=]HOST:PORT[,weight=N][,max-connections=N][,send-proxy[=VERSION]][,sni=NAMES][,tls][,tls-name=HOST][,backup],"
                        + " for example b1=127.0.0.1:7001,weight=2, or with unix:PATH in place of HOST:PORT",
                "b1=127.0.0.1:7002 | line 3: b1 stands there twice",
                "b2=127.0.0.1:7002,weight=0 | line 3: b2=127.0.0.1:7002,weight=0 has weight 0;"
                        + " valid is a whole number from 1 to 256",
                "b2=nobody.invalid:7002 | line 3: the host of b2=nobody.invalid:7002 does not resolve"
            })
    void oneBadLineRefusesTheFile(String third, String reason) throws IOException {
        write("b1=127.0.0.1:7001\n# second\n" + third + "\nb4=127.0.0.1:7004\n");

        assertThat(source.look()).isEqualTo(new Failed(reason));
    }

    @Test
    void aBackendThatTheDataPlaneDoesNotSupportRefusesTheFile() throws IOException {
        source = new FileSource(file, Duration.ofSeconds(1), false, false, PlaneKind.STREAMS);
        write("b1=127.0.0.1:7001\nb2=unix:/run/b.sock\n");

        assertThat(source.look())
                .isEqualTo(
                        new Failed(
                                "line 2: the address unix:/run/b.sock of b2 needs Unix sockets, which the data plane"
                                        + " streams does not have; start the balancer with giliran.balancer.data-plane = relay"));
    }

    @Test
    void allAttributesAreTaken() throws IOException {
        String line = "b1=127.0.0.1:7001,weight=2,max-connections=3,send-proxy=v2,sni=b.example|a.example,backup";
        write(line + "\n");

        assertThat(new FileSource(file, Duration.ofSeconds(1), false, true, PlaneKind.complete()).look())
                .isEqualTo(new Found(
                        List.of(BackendAddress.parse(line).destination(0, new InetSocketAddress("127.0.0.1", 7001)))));
    }

    @Test
    void serverNamesAreAFailureWhenClientsAreNotRoutedByName() throws IOException {
        write("b1=127.0.0.1:7001\nb2=127.0.0.1:7002,sni=a.example\n");

        assertThat(source.look())
                .isEqualTo(new Failed("line 2: b2=127.0.0.1:7002,sni=a.example has sni,"
                        + " which counts only with giliran.balancer.sni.routing = on"));
    }

    @Test
    void aFileWithoutBackendsIsAFailureUnlessItIsAccepted() throws IOException {
        write("# nobody\n");

        assertThat(source.look()).isEqualTo(new Failed("it names no backend, and discovery.accept-empty is off"));
        assertThat(new FileSource(file, Duration.ofSeconds(1), true, false, PlaneKind.complete()).look())
                .isEqualTo(new Found(List.of()));
    }

    @Test
    void aFileThatIsGoneAndComesBackIsReadAgain() throws IOException {
        assertThat(source.look()).isEqualTo(new Failed("there is no such file"));
        write("b1=127.0.0.1:7001\n");
        assertThat(source.look()).isEqualTo(found("b1", 7001));
        Files.delete(file);
        assertThat(source.look()).isEqualTo(new Failed("there is no such file"));
        write("b1=127.0.0.1:7001\n");
        assertThat(source.look()).isEqualTo(found("b1", 7001));
    }

    /** Port 36781 became 36. */
    @ParameterizedTest
    @ValueSource(strings = {"b1=127.0.0.1:36", "b1=127.0.0.1:36781\nb2=127.0.0.1:3", "b1=127.0.0.1:36781\r\n# ours"})
    void aFileThatIsCutOffIsNotBelievedHoweverLongItStaysSo(String cut) throws IOException {
        write("b1=127.0.0.1:36781\n");
        assertThat(source.look()).isEqualTo(found("b1", 36_781));

        write(cut);

        assertThat(source.look()).isEqualTo(Unchanged.INSTANCE);
        assertThat(source.look())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.reason())
                                .startsWith("line " + cut.lines().count() + ", its last, has no line feed at its end"));
        assertThat(source.look()).isEqualTo(Unchanged.INSTANCE);
    }

    @Test
    void anEmptyFileIsOneWithoutBackends() throws IOException {
        write("");

        assertThat(source.look()).isEqualTo(new Failed("it names no backend, and discovery.accept-empty is off"));
    }

    @Test
    void whatEditorsOfWindowsWriteIsRead() throws IOException {
        write("\uFEFF# Ours\r\nb1=127.0.0.1:7001\r\n");

        assertThat(source.look()).isEqualTo(found("b1", 7001));
        write("\uFEFFb1=127.0.0.1:7002\r\n");
        source.look();
        assertThat(source.look()).isEqualTo(found("b1", 7002));
    }

    @Test
    void whatIsNoFileIsNotOpened() throws IOException {
        Files.createDirectory(file);

        assertThat(source.look()).isEqualTo(new Failed("it is not a regular file"));
    }

    @Test
    void whatIsNoTextIsAFailure() throws IOException {
        Files.write(file, new byte[] {(byte) 0xc3, 0x28});

        assertThat(source.look()).isEqualTo(new Failed("it is not UTF-8"));
    }

    @Test
    void aFileThatIsTooLongIsNotRead() throws IOException {
        write("#".repeat((1 << 20) + 1));

        assertThat(source.look()).isEqualTo(new Failed("it has more than 1048576 bytes"));
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private static Finding found(String name, int port) {
        return new Found(List.of(new Destination(
                new Backend(0, name, 1, "127.0.0.1:" + port),
                new InetSocketAddress("127.0.0.1", port),
                false,
                BackendPool.ENDLESS)));
    }
}
