package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WeightedModuloTest {
    private static final long SEED = 20_261_124;
    private static final int KEYS = 100_000;

    @Test
    void aKeyCountsAsManyPlacesAsThereIsWeight() {
        WeightedModulo modulo = modulo(SampleBackends.ofWeights(2, 1, 3));
        StringBuilder names = new StringBuilder();
        for (int key = 0; key < 12; key++) {
            names.append(modulo.of(key, 0).name());
        }

        assertThat(names).hasToString("aabcccaabccc");
    }

    /** 2^64 - 1 = 3 modulo 6, for 2^64 = 4: even and 1 modulo 3. */
    @Test
    void theKeyHasNoSign() {
        assertThat(modulo(SampleBackends.ofWeights(2, 1, 3)).of(-1, 0).name()).isEqualTo("c");
        assertThat(modulo(SampleBackends.ofWeights(1, 1, 1, 3)).of(-1, 0).name())
                .isEqualTo("d");
    }

    /**
     * A key modulo 10 and modulo 9 are independent of each other, so a client keeps its backend once in ten times, and 90 %
     * move where 10 % would have to. The standard deviation is sqrt(0.9 * 0.1 / 100,000) = 0.00095.
     */
    @Test
    void whenABackendLeavesNearlyAllMove() {
        List<Backend> backends = SampleHosts.equal(90, 10);
        WeightedModulo before = modulo(backends);
        WeightedModulo after = modulo(SampleHosts.without(backends, 3));
        SplittableRandom random = new SplittableRandom(SEED);
        int moved = 0;
        for (int i = 0; i < KEYS; i++) {
            long key = random.nextLong();
            moved += before.of(key, 0).equals(after.of(key, 0)) ? 0 : 1;
        }

        assertThat(moved / (double) KEYS).isCloseTo(0.9, within(5 * 0.00095));
    }

    private static WeightedModulo modulo(List<Backend> backends) {
        WeightedModulo modulo = new WeightedModulo();
        modulo.set(backends);
        return modulo;
    }
}
