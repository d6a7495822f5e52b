package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles that cannot bind or connect at their start end with exit code 3 and one line. */
final class NotStartedTest {
    @TempDir
    Path dir;

    private ServerSocket taken;
    private String address;

    @BeforeEach
    void takeAPort() throws IOException {
        taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        address = "127.0.0.1:" + taken.getLocalPort();
    }

    @AfterEach
    void freeIt() throws IOException {
        taken.close();
    }

    @Test
    void aBalancerWhosePortIsInUse() {
        assertInUse("balancer", "--listen", address, "--out", dir.toString());
    }

    @Test
    void aBackendWhosePortIsInUse() {
        assertInUse("backend", "--listen", address);
    }

    @Test
    void aDemoWhoseBalancersPortIsInUse() {
        assertInUse("demo", "--listen", address, "--out", dir.toString());
    }

    @Test
    void aDemoOneOfWhoseBackendsPortsIsInUse() {
        assertInUse("demo", "--backends", "1", "--backend-listen", address, "--out", dir.toString());
    }

    @Test
    void aSwarmWithoutABalancer() throws IOException {
        taken.close();

        Cli.Result result = Cli.run("swarm", "--target", address, "--clients", "3", "--out", dir.toString());

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.onlyComplaint())
                .isEqualTo("cannot connect to " + address
                        + ": nobody listens there; start the balancer first, or give its address with --target");
    }

    private void assertInUse(String... args) {
        Cli.Result result = Cli.run(args);

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.onlyComplaint())
                .isEqualTo("cannot listen on " + address
                        + ": the port is in use; choose another with --listen HOST:PORT, or 0 for a free one");
        assertThat(taken.isClosed()).isFalse();
    }
}
