package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProgressLineTest {
    @Test
    void showsHowFarTheRunIs() {
        assertThat(ProgressLine.render(2_000, 12_345, 40_000, 6_172.5, 3, 2.04))
                .isEqualTo("   2.0 s  clients 2,000  requests 12,345 of 40,000 (30 %)  6,173/s  errors 3");
    }

    @Test
    void anUnknownEndIsNotShown() {
        assertThat(ProgressLine.render(1, 7, -1, 3.44, 0, 1_000.25))
                .isEqualTo("1000.3 s  clients 1  requests 7  3.4/s  errors 0");
    }

    @Test
    void hundredPercentMeansAll() {
        assertThat(ProgressLine.render(1, 99_999, 100_000, 0, 0, 1)).contains("(99 %)");
        assertThat(ProgressLine.render(1, 100_000, 100_000, 0, 0, 1)).contains("(100 %)");
        assertThat(ProgressLine.render(1, 0, 0, 0, 0, 1)).contains("(100 %)");
    }
}
