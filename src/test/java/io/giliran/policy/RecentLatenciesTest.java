package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RecentLatenciesTest {
    private final RecentLatencies latencies = new RecentLatencies();

    @Test
    void forgetsABackendWhoseIndexIsAnothers() {
        RecentLatencies latencies = new RecentLatencies();
        latencies.add(0, 1, 500);
        latencies.add(1, 1, 700);

        latencies.forget(0);
        latencies.forget(9);

        assertThat(latencies.estimate(0, 1)).isZero();
        assertThat(latencies.estimate(1, 1)).isEqualTo(700);
    }

    @Test
    void ofWhomNothingIsKnownTheEstimateIs0() {
        assertThat(latencies.estimate(3, 0)).isZero();

        latencies.add(3, 0, 10);

        assertThat(latencies.estimate(2, 0)).isZero();
        assertThat(latencies.estimate(4, 0)).isZero();
        assertThat(latencies.estimate(3, 0)).isEqualTo(10);
    }

    /** One more or less is about as many: with 4 in flight those that found 3 to 5. The one that found 9 does not count. */
    @Test
    void isTheMedianOfThoseThatFoundAboutAsMany() {
        latencies.add(0, 4, 10);
        latencies.add(0, 5, 30);
        latencies.add(0, 3, 20);
        latencies.add(0, 9, 99);

        assertThat(latencies.estimate(0, 4)).isEqualTo(20);
        assertThat(latencies.estimate(0, 9)).isEqualTo(99);
    }

    /** With 40 in flight a quarter, 10, more or less is about as many. */
    @Test
    void theMoreThereAreTheWiderIsAboutAsMany() {
        latencies.add(0, 30, 300);
        latencies.add(0, 50, 500);
        latencies.add(0, 29, 1);
        latencies.add(0, 51, 1);

        // Of two the lower one is the median.
        assertThat(latencies.estimate(0, 40)).isEqualTo(300);
    }

    /** 100 for the tenth in the queue is 10 for the first; 60 for the third would be 200 for the tenth. */
    @Test
    void whenNobodyFoundAboutAsManyAllCountByHowManyTheyFound() {
        latencies.add(0, 9, 100);
        assertThat(latencies.estimate(0, 0)).isEqualTo(10);
        assertThat(latencies.estimate(0, 99)).isEqualTo(1_000);

        latencies.add(1, 2, 60);
        assertThat(latencies.estimate(1, 9)).isEqualTo(200);
    }

    /** Of 100 the last 16 are 84 to 99; the lower median of these is the eighth, 91. */
    @Test
    void onlyTheLast16Count() {
        for (int i = 0; i < 100; i++) {
            latencies.add(0, 0, i);

            // Of the k last, from i - k + 1 on, the lower median is the one at (k - 1) / 2.
            int kept = Math.min(i + 1, 16);
            assertThat(latencies.estimate(0, 0)).as("after %d", i).isEqualTo(i - kept + 1 + (kept - 1) / 2);
        }
        assertThat(latencies.estimate(0, 0)).isEqualTo(91);
    }

    /**
     * However many have been before, 16 with 1,000 in flight push out all that found none: else one of these would be the
     * only one about as full as 0, and 1. So it is 7,007 by 1,001.
     */
    @Test
    void theOldestMakesRoomWhereverTheRoundBegins() {
        for (int before = 0; before < 50; before++) {
            for (int i = 0; i < before; i++) {
                latencies.add(before, 0, 1);
            }
            for (int i = 0; i < 16; i++) {
                latencies.add(before, 1_000, 7_007);
            }
            assertThat(latencies.estimate(before, 0)).as("after %d", before).isEqualTo(7);
        }
    }
}
