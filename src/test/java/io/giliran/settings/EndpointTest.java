package io.giliran.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EndpointTest {
    @TempDir
    private Path folder;

    @Test
    void readsBothKinds() throws Exception {
        assertThat(Endpoint.parse("127.0.0.1:7000").resolve()).isEqualTo(new InetSocketAddress("127.0.0.1", 7000));
        assertThat(Endpoint.parse("unix:/run/app.sock").resolve())
                .isEqualTo(UnixDomainSocketAddress.of("/run/app.sock"));
    }

    @Test
    void aRelativePathBeginsAtTheWorkingDirectory() {
        assertThat(Endpoint.parse("unix:app.sock"))
                .isEqualTo(new UnixPath(Path.of("").toAbsolutePath().resolve("app.sock")));
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        for (String text : new String[] {"127.0.0.1:7000", "unix:/run/a=b, c.sock"}) {
            Endpoint endpoint = Endpoint.parse(text);

            assertThat(endpoint).hasToString(text);
            assertThat(Endpoint.format(endpoint.resolve())).isEqualTo(text);
        }
    }

    @Test
    void aSocketWithoutANameIsWrittenWithoutOne() {
        assertThat(Endpoint.format(UnixDomainSocketAddress.of(""))).isEqualTo("unix:");
    }

    @Test
    void aBackendWithoutANameIsCalledAsItIsAddressed() {
        assertThat(Endpoint.parse("[::1]:80").ownName()).isEqualTo("[::1]:80");
        assertThat(Endpoint.parse("unix:/run/app.sock").ownName()).isEqualTo("app.sock");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "unix:      | has no path; valid is unix:PATH, for example unix:/run/app.sock, for a Unix socket",
                "unix:/     | is a directory; valid is unix:PATH, for example unix:/run/app.sock, for a Unix socket",
                "nowhere    | is not HOST:PORT, for example 127.0.0.1:7000 or [::1]:7000, with a port from 0 to 65535;"
                        + " or unix:PATH, for example unix:/run/app.sock, for a Unix socket"
            })
    void saysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> Endpoint.parse("unix:/run/\0"))
                .hasMessageStartingWith("has a path that no file can have");
    }

    /** The longest that is accepted can be bound, and one byte more cannot. */
    @Test
    void aPathIsAsLongAsTheSystemTakesIt() throws Exception {
        String longest = folder + "/"
                + "x".repeat(UnixPath.MOST_BYTES - folder.toString().length() - 1);
        SocketAddress address = Endpoint.parse("unix:" + longest).resolve();
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(address);
        }
        Files.delete(Path.of(longest));

        assertThatThrownBy(() -> Endpoint.parse("unix:" + longest + "x"))
                .hasMessage("has a path of 107 bytes, " + longest + "x; valid are at most 106,"
                        + " more does not fit into the address of a Unix socket");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertThatThrownBy(() -> channel.bind(UnixDomainSocketAddress.of(longest + "x")))
                    .hasMessageContaining("too long");
        }
    }
}
