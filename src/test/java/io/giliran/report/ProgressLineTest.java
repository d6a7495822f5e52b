package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProgressLineTest {
    private static final long MICRO = 1_000;

    @Test
    void saysHowFarItIsAndHowFast() {
        assertThat(ProgressLine.render(new ProgressLine.State(
                        2_000, false, 12_345, 40_000, 6_172.5, 412 * MICRO, 3_210 * MICRO, 3, 2.04, 0.3086)))
                .isEqualTo("   2.0 s  clients 2,000  requests 12,345 of 40,000 (30 %)  6,173/s  p50 412 µs  p99 3.21 ms"
                        + "  errors 3  5 s left");
    }

    @Test
    void withoutAPlanThereIsNoPart() {
        assertThat(ProgressLine.render(new ProgressLine.State(1, false, 7, -1, 3.44, -1, -1, 0, 1_000.25, -1)))
                .isEqualTo("1000.3 s  clients 1  requests 7  3.4/s  errors 0");
    }

    /** An open model with a connection for each request has more of them than clients. */
    @Test
    void whatIsInFlightIsNotCalledClients() {
        assertThat(ProgressLine.render(new ProgressLine.State(333, true, 700, -1, 200, -1, -1, 0, 3, -1)))
                .isEqualTo("   3.0 s  in flight 333  requests 700  200/s  errors 0");
        assertThat(ProgressLine.renderWithBar(new ProgressLine.State(333, true, 700, -1, 200, -1, -1, 0, 3, -1)))
                .isEqualTo("   3.0 s  in flight 333  200/s  errors 0");
    }

    @Test
    void hundredPercentMeansThatAllHaveEnded() {
        assertThat(percent(99_999, 100_000)).contains("(99 %)");
        assertThat(percent(100_000, 100_000)).contains("(100 %)");
        assertThat(percent(0, 0)).contains("(100 %)");
    }

    @Test
    void onATerminalABarGrows() {
        assertThat(bar(0)).isEqualTo("  10.0 s  [....................]   0 %  clients 5  9.0/s  errors 0");
        assertThat(bar(0.499))
                .isEqualTo("  10.0 s  [#########...........]  49 %  clients 5  9.0/s  errors 0  10 s left");
        assertThat(bar(1)).isEqualTo("  10.0 s  [####################] 100 %  clients 5  9.0/s  errors 0");
        assertThat(bar(-1)).isEqualTo("  10.0 s  clients 5  9.0/s  errors 0");
    }

    private static String bar(double part) {
        return ProgressLine.renderWithBar(new ProgressLine.State(5, false, 1, -1, 9, -1, -1, 0, 10, part));
    }

    private static String percent(long done, long planned) {
        return ProgressLine.render(new ProgressLine.State(1, false, done, planned, 0, -1, -1, 0, 1, -1));
    }
}
