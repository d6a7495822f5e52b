package io.giliran.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.cli.SampleSummary;
import io.giliran.metrics.Slo;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExitCodeTest {
    @Test
    void whatIsNotValidNeitherHoldsNorFails() {
        assertThat(ExitCode.of(SampleSummary.of(true, List.of()))).isZero();
        assertThat(ExitCode.of(SampleSummary.of(false, List.of()))).isEqualTo(99);
        assertThat(ExitCode.of(SampleSummary.of(true, List.of("too slow")))).isEqualTo(98);
        assertThat(ExitCode.of(SampleSummary.of(false, List.of("too slow")))).isEqualTo(98);
    }

    @Test
    void oneSloThatFailsIsEnough() {
        assertThat(SampleSummary.judged(new Slo.Result("a", 1, true, true), new Slo.Result("b", 1, false, true))
                        .slosHold())
                .isFalse();
    }
}
