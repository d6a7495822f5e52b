package io.giliran.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestWordTest {
    private static final List<String> VALID =
            List.of("--clients", "--requests", "p2c", "round-robin", "least-connections", "swarm");

    @ParameterizedTest
    @CsvSource({
        "--client, --clients",
        "--cleints, --clients",
        "--request, --requests",
        "p2cc, p2c",
        "roundrobin, round-robin",
        "round_robin, round-robin",
        "leastconnections, least-connections",
        "swrm, swarm"
    })
    void asksForWhatWasMeant(String typed, String meant) {
        assertThat(NearestWord.question(typed, VALID)).isEqualTo("; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @CsvSource({"x", "v3", "--rate", "maglev", "0123456789"})
    void asksNothingWhereNothingIsNear(String typed) {
        assertThat(NearestWord.question(typed, VALID)).isEmpty();
    }

    @Test
    void nothingIsNearOfNothing() {
        assertThat(NearestWord.question("", VALID)).isEmpty();
        assertThat(NearestWord.question("p2c", List.of())).isEmpty();
    }
}
