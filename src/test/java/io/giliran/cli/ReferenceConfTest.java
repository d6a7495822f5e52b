package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.giliran.admin.http.AdminSettings;
import io.giliran.backend.BackendSettings;
import io.giliran.balancer.settings.BalancerSettings;
import io.giliran.cli.search.SearchSettings;
import io.giliran.cli.simulate.SimulationThreads;
import io.giliran.settings.SettingsException;
import io.giliran.swarm.SwarmSettings;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key of reference.conf is read: with a value that nothing can use, whoever reads it must complain. */
final class ReferenceConfTest {
    private static final Config REFERENCE = ConfigFactory.defaultReference();
    private static final List<Consumer<Config>> READERS = List.of(
            BalancerSettings::from,
            AdminSettings::from,
            BackendSettings::from,
            SwarmSettings::from,
            DemoSettings::from,
            SearchSettings::from,
            SimulationThreads::from);

    static Stream<String> keys() {
        return REFERENCE.getConfig("giliran").entrySet().stream()
                .map(entry -> "giliran." + entry.getKey())
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void noKeyIsDead(String key) {
        Config broken = REFERENCE.withValue(key, ConfigValueFactory.fromMap(Map.of("un", "usable")));

        assertThatThrownBy(() -> READERS.forEach(reader -> reader.accept(broken)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(key);
    }

    @Test
    void theDefaultsAreValid() {
        READERS.forEach(reader -> reader.accept(REFERENCE));
        assertThat(keys()).hasSizeGreaterThan(30);
    }
}
