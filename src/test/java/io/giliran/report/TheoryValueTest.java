package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.metrics.LatencySummary;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class TheoryValueTest {
    private static final RunSummary SUMMARY =
            new SampleRun("b1").answered("b1", 5).summary();
    private static final LatencySummary MEASURED = Objects.requireNonNull(SUMMARY.corrected());
    private static final List<TheoryValue> VALUES = List.of(
            new TheoryValue(TheoryValue.Metric.MEAN, "M/M/1", MEASURED.mean() / 1.25, List.of("one", "two")),
            new TheoryValue(TheoryValue.Metric.P99, "M/M/1", MEASURED.p99() * 2.0, List.of()));

    @Test
    void standsInTheSummaryBesideWhatWasMeasured() throws IOException {
        JsonNode theory =
                new ObjectMapper().readTree(SummaryJson.render(SUMMARY, VALUES)).get("theory");

        assertThat(theory).hasSize(2);
        assertThat(theory.get(0).fieldNames())
                .toIterable()
                .containsExactly("name", "model", "value_ns", "measured_ns", "gap", "assumptions");
        assertThat(theory.at("/0/name").asText()).isEqualTo("mean");
        assertThat(theory.at("/0/measured_ns").asDouble()).isEqualTo(MEASURED.mean());
        assertThat(theory.at("/0/gap").asDouble()).isCloseTo(0.25, within(1e-9));
        assertThat(theory.at("/0/assumptions/1").asText()).isEqualTo("two");
        assertThat(theory.at("/1/name").asText()).isEqualTo("p99");
        assertThat(theory.at("/1/gap").asDouble()).isEqualTo(-0.5);
    }

    @Test
    void isAbsentWhereNoneIsKnown() {
        assertThat(SummaryJson.render(SUMMARY, List.of())).doesNotContain("theory");
        assertThat(TheoryValue.render(List.of(), MEASURED)).isEmpty();
        assertThat(TheoryValue.render(VALUES, null)).isEmpty();
    }

    @Test
    void readsAsALineForEach() {
        assertThat(TheoryValue.render(VALUES, MEASURED))
                .matches("theory   mean of M/M/1 \\S+ \\S+, measured \\S+ \\S+, \\+25\\.0 %\n"
                        + "theory   p99 of M/M/1 \\S+ \\S+, measured \\S+ \\S+, -50\\.0 %\n");
    }
}
