package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giliran.backend.BackendSettings;
import io.giliran.report.TheoryValue;
import io.giliran.swarm.SwarmSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DemoTheoryTest {
    private static final String KNOWN =
            "giliran.swarm { rate = 320, arrivals = poisson, service-time = \"exp:10ms\" }\n";

    private static List<TheoryValue> of(int backends, String policy, String settings) {
        Config config = ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.parseString(KNOWN))
                .withFallback(ConfigFactory.parseResources("reference.conf"))
                .resolve();
        return DemoTheory.of(backends, BackendSettings.from(config), SwarmSettings.from(config), policy);
    }

    /** E4/M/1 at 0.8: facts from docs/simulating.md. */
    @Test
    void backendsThatTakeTurnsHaveErlangArrivals() {
        List<TheoryValue> values = of(4, "round-robin", "");

        assertThat(values).extracting(TheoryValue::model).containsExactly("E4/M/1", "E4/M/1");
        assertThat(values)
                .extracting(TheoryValue::metric)
                .containsExactly(TheoryValue.Metric.MEAN, TheoryValue.Metric.P99);
        assertThat(values.get(0).nanos()).isCloseTo(32.67e6, within(0.01e6));
        assertThat(values.get(1).nanos()).isCloseTo(32.67e6 * Math.log(100), within(0.05e6));
        assertThat(values.get(0).assumptions())
                .containsExactly(
                        "Poisson arrivals of 320 a second, whatever becomes of earlier ones",
                        "work of exp:10ms, each request's independent of all else",
                        "4 alike backends of 1 worker, first come, first served",
                        "a connection for each request, so that round-robin picks for each",
                        "nothing but waiting and work takes time; in a live run network, kernel and balancer do");
    }

    @Test
    void theOtherModelsThatAreKnown() {
        assertThat(of(4, "random", "").get(0).model()).isEqualTo("M/M/1");
        assertThat(of(4, "random", "").get(0).nanos()).isCloseTo(50e6, within(1.0));
        assertThat(of(1, "p2c", "giliran.swarm.rate = 50").get(0).model()).isEqualTo("M/M/1");
        assertThat(of(1, "random", "giliran.swarm.rate = 320, giliran.backend.workers = 4")
                        .get(0)
                        .model())
                .isEqualTo("M/M/4");
        assertThat(of(1, "random", "giliran.swarm { rate = 50, service-time = \"fixed:10ms\" }"))
                .extracting(TheoryValue::model)
                .containsExactly("M/G/1");
        assertThat(of(4, "random", "giliran.swarm.service-time = off, giliran.backend.service-time = \"exp:10ms\"")
                        .get(0)
                        .model())
                .isEqualTo("M/M/1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "giliran.swarm.rate = off",
                "giliran.swarm.arrivals = constant",
                "giliran.swarm.connections = persistent",
                "giliran.swarm.rate = 400",
                "giliran.swarm.stages = \"10s:100\"",
                "giliran.swarm { session-requests = 3, duration = 9s }",
                "giliran.swarm { service-time = off, send = PING }\ngiliran.backend.service-time = \"exp:10ms\"",
                "giliran.backend.work = cpu",
                "giliran.backend.workers = 2",
                "giliran.swarm.service-time = \"fixed:10ms\"",
                "giliran.swarm.service-time = \"fixed:0ms\""
            })
    void whereAnAssumptionDoesNotHoldNothingIsSaid(String settings) {
        assertThat(of(4, "round-robin", settings)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"p2c", "least-connections", "maglev"})
    void ofOtherPoliciesNothingIsSaid(String policy) {
        assertThat(of(4, policy, "")).isEmpty();
    }
}
