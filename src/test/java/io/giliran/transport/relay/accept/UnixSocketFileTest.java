package io.giliran.transport.relay.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.transport.BindErrors;
import io.giliran.transport.UnixSockets;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnixSocketFileTest {
    private static final Set<PosixFilePermission> MODE = UnixSockets.parseMode("606");

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void prepare() {
        path = folder.resolve("app.sock");
    }

    @Test
    void hasItsModeAndNothingElseLiesBesideIt() throws Exception {
        UnixSocketFile file = open(path);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw----rw-");
        assertThat(names()).containsExactly("app.sock");
        connect().close();
        close(file);
        assertThat(names()).isEmpty();
    }

    @Test
    void whatIsLeftOfADeadOneIsReplaced() throws Exception {
        abandoned(path);
        abandoned(folder.resolve("app.sock.new"));

        UnixSocketFile file = open(path);

        connect().close();
        assertThat(names()).containsExactly("app.sock");
        close(file);
    }

    @Test
    void oneAtWhichSomebodyListensIsInUse() throws Exception {
        UnixSocketFile alive = open(path);

        assertRefused("the socket is in use, somebody listens there; choose another path with --listen unix:PATH");

        connect().close();
        assertThat(names()).containsExactly("app.sock");
        close(alive);
    }

    /** Also when it does not come to accepting, and a blocking connect would wait for ever. */
    @Test
    void oneWhoseQueueIsFullIsInUse() throws Exception {
        UnixSocketFile busy = UnixSocketFile.open(path, MODE, 1);
        List<SocketChannel> waiting = new ArrayList<>(List.of(connect(), connect()));

        assertRefused("the socket is in use, somebody listens there; choose another path with --listen unix:PATH");

        for (SocketChannel each : waiting) {
            each.close();
        }
        close(busy);
    }

    @Test
    void nothingButASocketIsReplaced() throws Exception {
        Files.writeString(path, "precious");
        assertRefused("there is a file that is no socket; choose another path");
        assertThat(path).hasContent("precious");

        Files.delete(path);
        Files.createDirectory(path);
        assertRefused("it is a directory; choose another path");
        assertThat(names()).containsExactly("app.sock");
    }

    @Test
    void aLinkIsNoSocketWhateverItLeadsTo() throws Exception {
        UnixSocketFile alive = open(folder.resolve("other.sock"));
        Files.createSymbolicLink(path, folder.resolve("other.sock"));

        assertRefused("there is a file that is no socket; choose another path");

        close(alive);
    }

    @Test
    void aFolderThatIsNotThereIsTold() {
        path = folder.resolve("none/app.sock");

        assertRefused("the directory does not exist; make it, or choose another path with --listen unix:PATH");
    }

    @Test
    void aListenerNeedsALittleRoomInItsPath() throws Exception {
        path = folder.resolve("x".repeat(103 - folder.toString().length() - 1));
        assertRefused("the path has more than the 102 bytes that a listener may have; choose a shorter one");

        path = folder.resolve("x".repeat(102 - folder.toString().length() - 1));
        close(open(path));
    }

    /** An update may start the new one before the old one ends: what lies there then is not the old one's. */
    @Test
    void removesNoFileOfAnother() throws Exception {
        UnixSocketFile old = open(path);
        Files.delete(path);
        UnixSocketFile next = open(path);

        close(old);

        connect().close();
        close(next);
        next.remove();
        assertThat(names()).isEmpty();
    }

    @Test
    void ofManyThatBeginAtOnceAtMostOneListens() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        abandoned(path);
        List<Future<UnixSocketFile>> opening = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            opening.add(threads.submit(() -> open(path)));
        }
        List<UnixSocketFile> opened = new ArrayList<>();
        for (Future<UnixSocketFile> each : opening) {
            try {
                opened.add(each.get());
            } catch (ExecutionException refused) {
                assertThat(refused).hasRootCauseInstanceOf(IOException.class);
            }
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

        // None, if two have crossed between binding and listening.
        assertThat(opened).hasSizeLessThanOrEqualTo(1);
        for (UnixSocketFile file : opened) {
            connect().close();
            close(file);
        }
        Files.deleteIfExists(path);
        assertThat(names()).isEmpty();
    }

    private void assertRefused(String reason) {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        assertThatThrownBy(() -> open(path))
                .isInstanceOf(IOException.class)
                .satisfies(failure -> assertThat(BindErrors.describe(address, failure))
                        .isEqualTo("cannot listen on unix:" + path + ": " + reason));
    }

    private static UnixSocketFile open(Path path) throws IOException {
        return UnixSocketFile.open(path, MODE, 16);
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    private static void close(UnixSocketFile file) throws IOException {
        file.remove();
        file.channel().close();
    }

    /** As it is left by a process that was killed. */
    private static void abandoned(Path path) throws IOException {
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(path));
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
