package io.giliran.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giliran.settings.HostPort;
import io.giliran.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackendSettingsTest {
    private static final Config VALID = ConfigFactory.parseString("""
            giliran.backend {
              listen = "127.0.0.1:7001"
              name = b1
              service-time = "exp:10ms"
              workers = 4
              work = cpu
              backlog = 100
              seed = -5
              pipeline = 16
            }""");

    @Test
    void readsEveryKey() {
        BackendSettings settings = BackendSettings.from(VALID);

        assertThat(HostPort.format(settings.listen())).isEqualTo("127.0.0.1:7001");
        assertThat(settings.name()).isEqualTo("b1");
        assertThat(settings.serviceTime()).hasToString("exp:10ms");
        assertThat(settings.workers()).isEqualTo(4);
        assertThat(settings.work()).isEqualTo(WorkMode.CPU);
        assertThat(settings.backlog()).isEqualTo(100);
        assertThat(settings.seed()).isEqualTo(-5);
        assertThat(settings.pipeline()).isEqualTo(16);
    }

    @Test
    void theReferenceConfigurationIsValid() {
        BackendSettings settings = BackendSettings.from(ConfigFactory.defaultReference());

        assertThat(settings.work()).isEqualTo(WorkMode.TIMER);
        assertThat(settings.workers()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "listen, 7001",
        "listen, '127.0.0.1:70000'",
        "name, ''",
        "name, 'b 1'",
        "name, 'b:1'",
        "name, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
        "service-time, fast",
        "workers, 0",
        "workers, many",
        "work, sleep",
        "backlog, 0",
        "seed, x",
        "pipeline, 0",
        "pipeline, 100000",
    })
    void aValueThatCannotBeUsedIsNamedWithItsPath(String key, String value) {
        Config config = ConfigFactory.parseString("giliran.backend." + key + " = \"" + value + "\"")
                .withFallback(VALID);

        assertThatThrownBy(() -> BackendSettings.from(config))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("giliran.backend." + key)
                .hasMessageContaining(value)
                .hasMessageMatching(".{1,300}");
    }

    @Test
    void takesANameOf64Characters() {
        assertThat(withName("a".repeat(64)).name()).hasSize(64);
        assertThatThrownBy(() -> withName("a".repeat(65))).isInstanceOf(SettingsException.class);
    }

    private static BackendSettings withName(String name) {
        return SampleSettings.b1("name = " + name);
    }
}
