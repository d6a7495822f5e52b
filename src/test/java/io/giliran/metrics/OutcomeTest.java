package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class OutcomeTest {
    @Test
    void theKeysAreTheOnesInTheFiles() {
        assertThat(Arrays.stream(Outcome.values()).map(Outcome::key))
                .containsExactly("ok", "refused", "timeout", "reset", "closed", "wrong_answer", "unfinished");
    }
}
