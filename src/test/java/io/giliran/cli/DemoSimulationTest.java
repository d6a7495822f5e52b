package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giliran.backend.BackendSettings;
import io.giliran.policy.PolicySettings;
import io.giliran.report.TheoryValue;
import io.giliran.settings.SettingsReader;
import io.giliran.swarm.SwarmSettings;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DemoSimulationTest {
    private static List<TheoryValue> of(int backends, String settings) {
        Config config = ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.parseString("giliran.backend.service-time = \"exp:10ms\""))
                .withFallback(ConfigFactory.parseResources("reference.conf"))
                .resolve();
        return DemoSimulation.of(
                backends,
                BackendSettings.from(config),
                SwarmSettings.from(config),
                PolicySettings.from(SettingsReader.at(config, "giliran.balancer.policy")));
    }

    /** M/M/1 at 0.5: its mean is 20 ms, and its p99 that times the logarithm of 100. */
    @Test
    void agreesWithTheModelWhereThereIsOne() {
        List<TheoryValue> values = of(1, "giliran.swarm { rate = 50, arrivals = poisson }");

        assertThat(values).extracting(TheoryValue::model).containsOnly("the simulator");
        assertThat(values.get(0).nanos()).isCloseTo(20e6, Percentage.withPercentage(2));
        assertThat(values.get(1).nanos()).isCloseTo(20e6 * Math.log(100), Percentage.withPercentage(4));
        assertThat(values.get(0).assumptions().get(0)).startsWith("200,000 simulated requests of the same plan");
    }

    /** Two clients that never think and one worker: each request waits for the other's. */
    @Test
    void clientsThatWaitForTheirAnswersAreSimulatedToo() {
        List<TheoryValue> values = of(1, "giliran.swarm.clients = 2");

        assertThat(values.get(0).nanos()).isCloseTo(20e6, Percentage.withPercentage(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "giliran.swarm { rate = 50, connections = persistent }",
                "giliran.swarm { rate = 101 }",
                "giliran.swarm.stages = \"10s:100\"",
                "giliran.swarm { session-requests = 3, duration = 9s, rate = 10 }",
                "giliran.swarm { send = PING }",
                "giliran.backend.work = cpu",
                "giliran.backend.service-time = \"fixed:0ms\""
            })
    void whatTheSimulatorDoesNotDoHasNoValues(String settings) {
        assertThat(of(1, settings)).isEmpty();
    }
}
