package io.giliran;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.ClientKey;
import io.giliran.policy.Picking;
import io.giliran.policy.Policies;
import io.giliran.policy.PolicyParameters;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's example of the library: a policy that balances for a client of one's own. */
final class OwnClientTest {
    @Test
    void drivesAPolicy() {
        InetSocketAddress client = new InetSocketAddress("192.0.2.7", 40_001);
        // README begins
        Picking picking = new Picking(new BackendPool(
                () -> Policies.create("p2c.peak-ewma", PolicyParameters.DEFAULTS, new SplittableRandom(1)), 0));
        picking.set(
                Stream.of(new Backend(0, "a", 1), new Backend(1, "b", 1), new Backend(2, "c", 2))
                        .map(BackendPool.Member::of)
                        .toList(),
                System.nanoTime());

        // for each connection, all on one thread:
        TriedBackends tried = TriedBackends.NONE;
        long begun = System.nanoTime();
        Backend chosen = picking.pick(ClientKey.of(client), tried, begun); // null: all are tried, full or gone
        long firstByte = System.nanoTime();
        picking.observed(chosen, Signal.FIRST_BYTE, firstByte - begun, firstByte);
        picking.closed(chosen, System.nanoTime());
        // README ends
        assertThat(chosen.name()).isIn(Set.of("a", "b", "c"));
    }

    @Test
    void isWhatTheReadmeShows() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/test/java/io/giliran/OwnClientTest.java"));
        String shown = String.join(
                        "\n",
                        lines.subList(
                                lines.indexOf("        // README begins") + 1, lines.indexOf("        // README ends")))
                .stripIndent();

        assertThat(Files.readString(Path.of("../README.md"))).contains(shown);
    }
}
