package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BackendTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 256, 65_536})
    void hasAWeightFrom1To65536(int weight) {
        assertThat(new Backend(0, "b1", weight).weight()).isEqualTo(weight);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65_537, Integer.MAX_VALUE})
    void refusesAnyOtherWeight(int weight) {
        assertThatThrownBy(() -> new Backend(0, "b1", weight))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight " + weight + " is not from 1 to 65536");
    }

    @Test
    void countsFromZero() {
        assertThat(new Backend(0, "b1", 1).index()).isZero();
        assertThatThrownBy(() -> new Backend(-1, "b1", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("index -1 is negative");
    }
}
