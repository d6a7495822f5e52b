package io.giliran.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UnansweredRowTest {
    private final UnansweredRow row = new UnansweredRow(5);

    @Test
    void aBackendThatClosesUnaskedNeedsNoWitness() {
        for (int i = 0; i < 5; i++) {
            row.addUnasked();
        }
        assertThat(row.counted()).isEqualTo(5);
    }

    /** Garbage, or a request that is refused with reason. */
    @Test
    void oneClientThatSpokeProvesNothingHoweverOftenItCame() {
        for (int i = 0; i < 1_000; i++) {
            row.addSpoken(7);
        }
        assertThat(row.counted()).isZero();
    }

    @Test
    void fiveDifferentClientsProveIt() {
        for (int client = 1; client < 5; client++) {
            row.addSpoken(client);
            row.addSpoken(client);
        }
        assertThat(row.counted()).isZero();
        row.addSpoken(5);
        assertThat(row.counted()).isEqualTo(9);
    }

    /** Five scanners of one kind, which nobody answers. */
    @Test
    void differentClientsThatNobodyAnswersProveNothing() {
        for (int client = 1; client <= 5; client++) {
            row.addSpoken(client);
            row.elsewhere(client, false);
        }
        assertThat(row.counted()).isZero();
    }

    /** Garbage now and proper requests then, which the others happen to get. */
    @Test
    void oneClientThatOthersAnswerProvesNothing() {
        for (int i = 0; i < 100; i++) {
            row.addSpoken(7);
            row.elsewhere(7, true);
        }
        assertThat(row.counted()).isZero();
    }

    @Test
    void whatOthersDoWithOtherClientsSaysNothing() {
        row.addSpoken(7);
        for (int i = 0; i < 100; i++) {
            row.elsewhere(8, true);
        }
        assertThat(row.counted()).isZero();
    }

    @Test
    void anAnswerBeginsAnew() {
        for (int client = 1; client <= 5; client++) {
            row.addSpoken(client);
            row.addUnasked();
        }
        row.clear();
        row.addSpoken(1);
        assertThat(row.counted()).isZero();
        row.addUnasked();
        assertThat(row.counted()).isEqualTo(1);
    }
}
