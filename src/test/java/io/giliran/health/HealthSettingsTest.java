package io.giliran.health;

import static io.giliran.health.Seconds.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.giliran.health.CheckParameters.InitialState;
import io.giliran.health.CheckParameters.Timing;
import io.giliran.settings.SettingsException;
import io.giliran.settings.SettingsReader;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HealthSettingsTest {
    private static final String EVERYTHING = """
            health {
              checks = on, send = off, expect = off, timeout = 1s
              interval = 2s, fast-interval = 500ms, down-interval = 2s, jitter = 0.1
              rise = 2, fall = 3, initial-state = up, on-down = keep, panic-threshold = 50
            }
            ejection {
              enabled = on, connect-failures = 5, unanswered = 5, unanswered-clients = 5, unanswered-within = 1s, interval = 10s
              success-rate { deviations = 1.9, minimum-backends = 5, volume = 100 }
              base-time = 30s, maximum-time = 300s, maximum-percent = 10, return-on-passed-check = on
            }
            """;

    @Test
    void readsEverything() {
        CheckParameters checks = new CheckParameters(
                Optional.empty(), Optional.empty(), s(1), new Timing(s(2), s(0.5), s(2), 0.1), 2, 3, InitialState.UP);
        EjectionParameters ejection = new EjectionParameters(
                OptionalInt.of(5),
                OptionalInt.of(5),
                5,
                s(1),
                s(10),
                new EjectionParameters.SuccessRate(5, 100, OptionalDouble.of(1.9)),
                s(30),
                s(300),
                10,
                true);

        assertThat(settings("")).isEqualTo(new HealthParameters(Optional.of(checks), Optional.of(ejection), 50, false));
    }

    @Test
    void readsWhatIsSwitchedOff() {
        assertThat(
                        settings(
                                "health.checks = off, ejection.enabled = off, health.on-down = cut, health.panic-threshold = 0"))
                .isEqualTo(new HealthParameters(Optional.empty(), Optional.empty(), 0, true));

        EjectionParameters ejection = settings("""
                        ejection { connect-failures = off, unanswered = off, success-rate.deviations = off }
                        """).ejection().orElseThrow();
        assertThat(ejection.connectFailures()).isEmpty();
        assertThat(ejection.unanswered()).isEmpty();
        assertThat(ejection.successRate().deviations()).isEmpty();
    }

    @Test
    void readsADialogue() {
        CheckParameters checks = settings("""
                        health { send = "text:PING\\\\r\\\\n", expect = "regex:^\\\\+PONG", initial-state = unknown }
                        """).checks().orElseThrow();

        assertThat(checks.send()).contains(CheckBytes.parse("hex:50494e470d0a"));
        assertThat(checks.expect()).contains(ExpectedReply.parse("regex:^\\+PONG"));
        assertThat(checks.initial()).isEqualTo(InitialState.UNKNOWN);
    }

    /** Also where it is switched off: a wrong value is not left for the day that it is switched on. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            health.checks           | maybe       | on or off
            health.send             | PING        | text:… with the escapes
            health.expect           | regex:(     | regex:…
            health.timeout          | 0s          | a duration of at least 1ms
            health.interval         | 0s          | a duration of at least 1ms
            health.fast-interval    | fast        | a duration of at least 1ms
            health.down-interval    | 0s          | a duration of at least 1ms
            health.jitter           | 0.6         | a number from 0 to 0.5
            health.rise             | 0           | a whole number from 1 to 1000
            health.fall             | 0           | a whole number from 1 to 1000
            health.initial-state    | none        | one of up, down, unknown
            health.on-down          | kill        | one of keep, cut
            health.panic-threshold  | 101         | a whole number from 0 to 100
            ejection.enabled        | 5           | on or off
            ejection.connect-failures | 0         | a whole number from 1 to 1000
            ejection.unanswered     | 0           | a whole number from 1 to 1000
            ejection.unanswered-within | 0s       | a duration of at least 1ms
            ejection.interval       | 0s          | a duration of at least 1ms
            ejection.success-rate.deviations | 0  | a number from 0.1 to 100
            ejection.success-rate.minimum-backends | 1 | a whole number from 2 to 1000
            ejection.success-rate.volume | 0      | a whole number from 1 to 1000000
            ejection.base-time      | 0s          | a duration of at least 1ms
            ejection.maximum-time   | 29s         | a duration of at least 30000ms
            ejection.maximum-percent | -1         | a whole number from 0 to 100
            ejection.return-on-passed-check | no way | on or off
            """)
    void namesWhatCannotBeUsedAndWhatCan(String key, String value, String valid) {
        String written = "health.checks = off, ejection.enabled = off, " + key + " = \"" + value + "\"";

        assertThatThrownBy(() -> settings(written))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("b." + key)
                .hasMessageContaining(value)
                .hasMessageContaining("valid is " + (key.equals("health.expect") ? "" : valid))
                .hasMessageContaining(valid);
    }

    private static HealthParameters settings(String written) {
        var config = ConfigFactory.parseString(written)
                .withFallback(ConfigFactory.parseString(EVERYTHING))
                .atPath("b");
        return HealthSettings.from(SettingsReader.at(config, "b"));
    }
}
