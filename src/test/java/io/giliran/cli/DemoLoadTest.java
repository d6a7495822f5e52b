package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DemoLoadTest {
    @Test
    void isUsedWhereTheUserSaysNothingOfTheLoad() {
        Config config =
                DemoLoad.in(Configuration.load(new Overrides().set("giliran.swarm.clients", "--clients", "50")));

        assertThat(config.getString("giliran.swarm.duration")).isEqualTo("9s");
        assertThat(config.getString("giliran.swarm.warmup")).isEqualTo("3s");
        assertThat(config.getString("giliran.swarm.think")).isEqualTo("exp:480ms");
        assertThat(config.getString("giliran.backend.service-time")).isEqualTo("exp:80ms");
        assertThat(config.getInt("giliran.backend.workers")).isEqualTo(8);
        assertThat(config.getInt("giliran.swarm.clients")).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({
        "giliran.swarm.requests, 10",
        "giliran.swarm.rate, 200",
        "giliran.swarm.duration, 5s",
        "giliran.swarm.think, exp:1ms",
        "giliran.backend.service-time, fixed:1ms",
        "giliran.swarm.warmup, off"
    })
    void isNotUsedWhereTheUserSaysAnythingOfIt(String path, String value) {
        Config said = Configuration.load(new Overrides().set(path, "--option", value));

        assertThat(DemoLoad.in(said)).isSameAs(said);
    }
}
