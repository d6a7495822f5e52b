package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.giliran.settings.SettingsException;
import io.giliran.swarm.SwarmSettings.ArrivalKind;
import io.giliran.swarm.SwarmSettings.Connecting;
import io.giliran.workload.Distribution;
import io.giliran.workload.Sizes;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SwarmSettingsTest {
    @Test
    void readsTheDefaults() {
        assertThat(settings(""))
                .isEqualTo(new SwarmSettings(
                        new InetSocketAddress("127.0.0.1", 7000),
                        100,
                        10,
                        null,
                        null,
                        null,
                        null,
                        ArrivalKind.CONSTANT,
                        null,
                        Connecting.PER_REQUEST,
                        true,
                        Distribution.parse("fixed:0ms"),
                        null,
                        Sizes.fixed(32),
                        null,
                        Duration.ofSeconds(10),
                        Duration.ofMillis(10),
                        WarmUp.AUTO,
                        true,
                        1,
                        1,
                        Path.of("runs"),
                        List.of(),
                        List.of()));
    }

    @Test
    void readsWhatIsWritten() {
        SwarmSettings settings = settings("""
                target = "[::1]:9", clients = 1000000, requests = 2147483647, duration = 90s, rate = 2k,
                arrivals = poisson, connections = persistent, think = "exp:20ms", service-time = "fixed:5ms",
                payload = 1KiB, timeout = 1ms, retry-pause = 1ms, seed = -1, loops = 64, warmup = 5s, log = off, pipelining = off, runs = /tmp/r
                """);

        assertThat(settings)
                .isEqualTo(new SwarmSettings(
                        new InetSocketAddress("::1", 9),
                        1_000_000,
                        Integer.MAX_VALUE,
                        Duration.ofSeconds(90),
                        2_000.0,
                        null,
                        null,
                        ArrivalKind.POISSON,
                        null,
                        Connecting.PERSISTENT,
                        false,
                        Distribution.parse("exp:20ms"),
                        Distribution.parse("fixed:5ms"),
                        Sizes.fixed(1024),
                        null,
                        Duration.ofMillis(1),
                        Duration.ofMillis(1),
                        new WarmUp(false, 5_000_000_000L),
                        false,
                        -1,
                        64,
                        Path.of("/tmp/r"),
                        List.of(),
                        List.of()));
    }

    @Test
    void aRateMakesAnOpenModel() {
        assertThat(settings("").isOpen()).isFalse();
        assertThat(settings("rate = 1").isOpen()).isTrue();
    }

    @Test
    void plansItsRequestsUnlessTheDurationDecides() {
        assertThat(settings("clients = 1000000, requests = 1000000").planned()).isEqualTo(1_000_000_000_000L);
        assertThat(settings("duration = 1s").planned()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clients = 0 | clients = 0 is not valid; valid is a whole number from 1 to 1000000",
                "clients = -5 | clients = -5 is not valid; valid is a whole number from 1 to 1000000",
                "clients = 1000001 | clients = 1000001 is not valid; valid is a whole number from 1 to 1000000",
                "requests = 0 | requests = 0 is not valid; valid is a whole number from 1 to 2147483647",
                "duration = 0s | duration = 0s is not valid; valid is a duration of at least 1ms and of at most"
                        + " 100d, for example 500ms, 5s or 2m",
                "duration = on | duration = on is not a duration; valid is a duration of at least 1ms and of at most"
                        + " 100d, for example 500ms, 5s or 2m",
                "arrivals = sometimes | arrivals = sometimes is not valid; valid is one of constant, poisson",
                "connections = none | connections = none is not valid; valid is one of per-request, persistent",
                "payload = 65025B | payload = 65025B is not valid; valid is a size from 0 B to 65024 B,"
                        + " for example 32B, 1KiB or 16KiB",
                "timeout = 0ms | timeout = 0ms is not valid; valid is a duration of at least 1ms and of at most"
                        + " 100d, for example 500ms, 5s or 2m",
                "retry-pause = 0ms | retry-pause = 0ms is not valid; valid is a duration of at least 1ms and of at most"
                        + " 100d, for example 500ms, 5s or 2m",
                "loops = 0 | loops = 0 is not valid; valid is a whole number from 1 to 64",
                "loops = 65 | loops = 65 is not valid; valid is a whole number from 1 to 64",
                "trace = /nowhere/t.csv | trace = /nowhere/t.csv cannot be read as text; valid is a file such as the"
                        + " times.csv of a run",
                "stages = \"5s:0\" | stages = 5s:0 is not valid; valid is stages of which one has a rate above 0, or a"
                        + " rate to begin with",
                "session-requests = 3 | session-requests = 3 is not valid; valid is a number of requests together with"
                        + " rate, stages or trace",
                "session-requests = 3, rate = 5 | session-requests = 3 is not valid; valid is a number of requests"
                        + " together with duration, stages or trace",
                "expect = line | expect = line is not valid; valid is off, or an end of the answer together with send",
                "send = PING, service-time = 5ms | service-time = 5ms is not valid; valid is off together with send:"
                        + " only our own backends work as they are asked",
                "send = PING, expect = close, connections = persistent | expect = close is not valid; valid is another"
                        + " end of the answer where connections are kept",
                "stages = \"2s:10,3s:0\", warmup = 5s | warmup = 5s is not valid; valid is auto, off, or a duration shorter than"
                        + " the run's",
                "rate = 10, clients = 1, requests = 20, warmup = 2s | warmup = 2s is not valid; valid is auto, off, or a"
                        + " duration shorter than the run's",
                "duration = 5s, warmup = 5s | warmup = 5s is not valid; valid is auto, off, or a duration shorter than"
                        + " the run's",
                "warmup = 0s | warmup = 0s is not valid; valid is a duration of at least 1ms and of at most"
                        + " 100d, for example 500ms, 5s or 2m",
                "log = maybe | log = maybe is not valid; valid is on or off",
                "target = nowhere | target = nowhere is not HOST:PORT, for example 127.0.0.1:7000 or [::1]:7000,"
                        + " with a port from 0 to 65535"
            })
    void namesAValueThatCannotBeUsed(String written, String message) {
        assertThatThrownBy(() -> settings(written))
                .isInstanceOf(SettingsException.class)
                .hasMessage("giliran.swarm." + message);
    }

    @ParameterizedTest
    @CsvSource({"rate = fast", "rate = 0", "rate = -1", "think = long", "service-time = 5", "think = off"})
    void namesWhatDoesNotFollowItsGrammar(String written) {
        assertThatThrownBy(() -> settings(written))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("giliran.swarm." + written + " ")
                .hasMessageContaining("valid");
    }

    static SwarmSettings settings(String swarm) {
        return SwarmSettings.from(ConfigFactory.parseString("giliran.swarm {\n" + swarm + "\n}")
                .withFallback(ConfigFactory.defaultReference()));
    }
}
