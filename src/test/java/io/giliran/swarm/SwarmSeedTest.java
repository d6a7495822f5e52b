package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.giliran.LineServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same seed asks the same, whatever the machine and the number of loops are. */
@Timeout(60)
final class SwarmSeedTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final String WORK = "service-time = \"exp:1ms\"\n";

    @TempDir
    Path runs;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clients = 7, requests = 5",
                "clients = 7, requests = 5, connections = persistent, think = \"exp:1ms\"",
                "clients = 7, requests = 5, rate = 5000, arrivals = poisson"
            })
    void theSameSeedAsksForTheSameWork(String settings) throws Exception {
        List<String> first = lines(settings + "\nseed = 11\n" + WORK);
        List<String> second = lines(settings + "\nseed = 11\n" + WORK);
        List<String> other = lines(settings + "\nseed = 12\n" + WORK);

        assertThat(first).hasSize(35).allMatch(line -> line.matches("@work=[0-9.]+ms client-\\d request-\\d \\.+"));
        assertThat(second).isEqualTo(first);
        assertThat(other).hasSize(35).isNotEqualTo(first);
    }

    @Test
    void theNumberOfLoopsChangesNothingThatAClosedModelAsks() throws Exception {
        String settings = "clients = 7, requests = 5, connections = persistent\n" + WORK;

        List<String> one = lines(settings + "loops = 1");

        assertThat(lines(settings + "loops = 2")).isEqualTo(one);
        assertThat(lines(settings + "loops = 3")).isEqualTo(one);
    }

    @Test
    void clientsDoNotAskForTheSameWorkAsEachOther() throws Exception {
        List<String> works = lines("clients = 20, requests = 1\n" + WORK).stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();

        assertThat(works).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void withoutAServiceTimeNothingIsAskedFor() throws Exception {
        assertThat(lines("clients = 2, requests = 2")).noneMatch(line -> line.contains("@"));
    }

    /** What the server got, sorted: which client's line comes first is not the seed's matter. */
    private List<String> lines(String settings) throws Exception {
        try (LineServer server = LineServer.answering("b1")) {
            assertThat(SwarmTrial.start(KIT, runs, server, settings).summary().failures())
                    .isZero();
            return server.lines().stream().sorted().toList();
        }
    }
}
