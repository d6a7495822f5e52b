package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.giliran.cli.options.Configuration;
import io.giliran.cli.options.Overrides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DemoLoadTest {
    /** Clients that think for 480 ms and wait for 100 ask 100 / 0.58 s = 172 times a second for 80 ms: 13.8 workers, at 0.6 of 23. */
    @Test
    void isChosenWhereTheUserLeavesItOpen() {
        Config config = DemoLoad.in(Configuration.load(new Overrides()));

        assertThat(config.getString("giliran.swarm.duration")).isEqualTo("9s");
        assertThat(config.getString("giliran.swarm.warmup")).isEqualTo("3s");
        assertThat(config.getString("giliran.swarm.think")).isEqualTo("exp:480ms");
        assertThat(config.getString("giliran.backend.service-time")).isEqualTo("exp:80ms");
        assertThat(config.getInt("giliran.backend.workers")).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "giliran.swarm.clients, 2000, 154",
        "giliran.swarm.clients, 1, 1",
        "giliran.swarm.rate, 200, 9",
        "giliran.demo.backends, 1, 23",
        "giliran.swarm.think, fixed:0ms, 45"
    })
    void theBackendsAreAsBusyWhateverTheClientsAndTheRate(String path, String value, int workers) {
        Config config = DemoLoad.in(Configuration.load(new Overrides().set(path, "--option", value)));

        assertThat(config.getInt("giliran.backend.workers")).isEqualTo(workers);
        assertThat(config.getString(path)).isEqualTo(value);
    }

    @Test
    void aShortRunHasAShortWarmUp() {
        Config config = DemoLoad.in(Configuration.load(new Overrides().set("giliran.swarm.duration", "-d", "2s")));

        assertThat(config.getString("giliran.swarm.duration")).isEqualTo("2s");
        assertThat(config.getString("giliran.swarm.warmup")).isEqualTo("666ms");
    }

    @ParameterizedTest
    @CsvSource({
        "giliran.swarm.requests, 10",
        "giliran.swarm.duration, off",
        "giliran.swarm.stages, 1s:10",
        "giliran.swarm.service-time, exp:1ms",
        "giliran.backend.service-time, fixed:1ms",
        "giliran.backend.work, cpu"
    })
    void aLoadThatIsPlannedOtherwiseIsLeftAlone(String path, String value) {
        Config said = Configuration.load(new Overrides().set(path, "--option", value));

        assertThat(DemoLoad.in(said)).isSameAs(said);
    }
}
