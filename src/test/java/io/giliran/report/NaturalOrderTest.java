package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NaturalOrderTest {
    @Test
    void digitsAreOrderedByTheirValue() {
        List<String> ordered = List.of(
                "", "10.0.0.2:80", "10.0.0.10:80", "b", "b01", "b1", "b2", "b10", "b10a", "b10a2", "b11", "c", "é");
        long seed = 7;
        List<String> names = new ArrayList<>(ordered);
        Collections.shuffle(names, new Random(seed));

        assertThat(names.stream().sorted(NaturalOrder.INSTANCE))
                .as("seed %d", seed)
                .containsExactlyElementsOf(ordered);
    }

    @Test
    void onlyTheSameNameIsEqual() {
        assertThat(NaturalOrder.INSTANCE.compare("b1", "b1")).isZero();
        assertThat(NaturalOrder.INSTANCE.compare("b1", "b01")).isPositive();
        assertThat(NaturalOrder.INSTANCE.compare("b01", "b1")).isNegative();
        assertThat(NaturalOrder.INSTANCE.compare("b0", "b")).isPositive();
    }
}
