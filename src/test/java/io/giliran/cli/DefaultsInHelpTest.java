package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.giliran.cli.options.Overrides;
import io.giliran.cli.options.SwarmOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DefaultsInHelpTest {
    @ParameterizedTest
    @CsvSource({
        "swarm, --clients, giliran.swarm.clients",
        "swarm, --until, giliran.swarm.until",
        "backend, --service-time, giliran.backend.service-time",
        "balancer, --listen, giliran.balancer.listen",
        "balancer, --policy, giliran.balancer.policy.name",
        "search, --from, giliran.search.from",
        "demo, --backends, giliran.demo.backends"
    })
    void theDefaultIsThatOfTheKey(String command, String option, String key) {
        String value =
                ConfigFactory.defaultReference().getValue(key).unwrapped().toString();

        assertThat(help(command)).containsPattern("\\Q" + option + "\\E=[^=]* Default: \\Q" + value + "\\E\\.");
    }

    /** A demo plans its load by itself, unless one says otherwise. */
    @Test
    void thatOfTheDemoIsItsOwn() {
        assertThat(help("demo"))
                .containsPattern("--think=[^=]* Default: exp:480ms\\.")
                .contains("Default: 9s.");
    }

    @Test
    void aPercentSignStaysOne() {
        assertThat(help("swarm")).contains("'p99±5%', 'p50+-2%,mean+-1%'");
    }

    /** Every key that an option sets exists, so every one has a default. */
    @Test
    void everyOptionThatSetsAKeyIsKnown() {
        Map<String, String> keys = Overrides.of(new SwarmOptions()).keys();

        assertThat(keys).hasSizeGreaterThan(20);
        assertThat(keys.values()).allMatch(ConfigFactory.defaultReference()::hasPath);
    }

    private static String help(String command) {
        return Cli.run(command, "--help").out().replaceAll("\\s+", " ");
    }
}
