package io.giliran.balancer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.supervision.LineBudget;
import org.junit.jupiter.api.Test;

final class OwnShortagesTest {
    private final OwnShortages shortages = new OwnShortages();

    @Test
    void theFirstOfEachKindIsSaidAndTheOthersAreCounted() {
        assertThat(shortages.line("connection", "b1", "no local port", 0))
                .isEqualTo(
                        "no connection to backend [b1]: no local port on this side, which counts against no backend");
        assertThat(shortages.line("connection", "b2", "no local port", 1)).isNull();
        assertThat(shortages.line("check", "b2", "no local port", 1)).isNotNull();
        assertThat(shortages.line("connection", "b2", "no descriptor", 1)).isNotNull();
        assertThat(shortages.line("connection", "b2", "no local port", LineBudget.PERIOD.toNanos() - 1))
                .isNull();
        assertThat(shortages.line("connection", "b3", "no local port", LineBudget.PERIOD.toNanos()))
                .endsWith("[b3]: no local port on this side, which counts against no backend;"
                        + " 2 more like it since the line before");
    }
}
