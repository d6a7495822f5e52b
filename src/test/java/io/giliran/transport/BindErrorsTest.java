package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.giliran.settings.HostPort;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;

final class BindErrorsTest {
    @Test
    void namesAPortThatIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();

            assertThat(BindErrors.describe(address, bind(address)))
                    .isEqualTo("cannot listen on 127.0.0.1:" + address.getPort()
                            + ": the port is in use; choose another with --listen HOST:PORT, or 0 for a free one");
        }
    }

    @Test
    void namesAnAddressThatIsNotOfThisMachine() {
        // 203.0.113.0/24 is set apart for documentation (RFC 5737).
        InetSocketAddress address = address("203.0.113.1:7001");

        assertThat(BindErrors.describe(address, bind(address)))
                .isEqualTo("cannot listen on 203.0.113.1:7001: this machine does not have that address;"
                        + " choose one of its own with --listen HOST:PORT");
    }

    @Test
    void namesAPortThatMayNotBeUsed() {
        Throwable failure = new BindException("[/0.0.0.0:80] Permission denied");

        assertThat(BindErrors.describe(address("0.0.0.0:80"), failure))
                .startsWith("cannot listen on 0.0.0.0:80: permission denied; ");
    }

    @Test
    void namesTheFolderInWhichNoSocketMayBe() {
        assertThat(BindErrors.describe(
                        UnixDomainSocketAddress.of("/run/x.sock"), new SocketException("Permission denied")))
                .isEqualTo("cannot listen on unix:/run/x.sock: permission denied;"
                        + " choose a directory in which you may write with --listen unix:PATH");
        assertThat(BindErrors.describe(UnixDomainSocketAddress.of("/run/x.sock"), new SocketException("Other")))
                .isEqualTo("cannot listen on unix:/run/x.sock: Other");
    }

    @Test
    void namesAHostThatDoesNotResolve() {
        InetSocketAddress address = InetSocketAddress.createUnresolved("nowhere.invalid", 80);

        assertThat(BindErrors.describe(address, new UnknownHostException("nowhere.invalid")))
                .startsWith("cannot listen on nowhere.invalid:80: the host does not resolve; ");
    }

    @Test
    void looksThroughWrappers() {
        Throwable failure = new RuntimeException("Bind failed", new BindException("Address already in use"));

        assertThat(BindErrors.describe(address("[::1]:7001"), failure))
                .startsWith("cannot listen on [::1]:7001: the port is in use; ");
    }

    @Test
    void repeatsTheFirstLineOfAnotherReason() {
        InetSocketAddress address = address("127.0.0.1:7001");

        assertThat(BindErrors.describe(address, new SocketException("Too many open files\nat once")))
                .isEqualTo("cannot listen on 127.0.0.1:7001: Too many open files");
        assertThat(BindErrors.describe(address, new IllegalStateException()))
                .isEqualTo("cannot listen on 127.0.0.1:7001: java.lang.IllegalStateException");
    }

    private static InetSocketAddress address(String text) {
        try {
            return HostPort.parse(text).resolve();
        } catch (UnknownHostException unknown) {
            throw new AssertionError(unknown);
        }
    }

    private static Throwable bind(InetSocketAddress address) {
        return catchThrowable(() -> {
            try (ServerSocketChannel channel = ServerSocketChannel.open()) {
                channel.bind(address);
            }
        });
    }
}
