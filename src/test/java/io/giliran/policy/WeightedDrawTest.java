package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WeightedDrawTest {
    static List<int[]> weights() {
        return List.of(
                new int[] {1},
                new int[] {7, 7, 7},
                new int[] {1, 2, 3},
                new int[] {5, 1, 1},
                new int[] {256, 1},
                new int[] {1, 256, 1, 1, 13, 2, 2, 99});
    }

    /**
     * Every column and every number below the sum of the weights once: as all of these are equally likely, each backend
     * must come up exactly weight times the number of columns.
     */
    @ParameterizedTest
    @MethodSource("weights")
    void isExactlyInProportionToTheWeights(int... weights) {
        List<Backend> backends = SampleBackends.ofWeights(weights);
        int total = backends.stream().mapToInt(Backend::weight).sum();
        WeightedDraw draw = new WeightedDraw();
        draw.set(backends);

        Map<Backend, Integer> drawn = new HashMap<>();
        for (int column = 0; column < backends.size(); column++) {
            for (int number = 0; number < total; number++) {
                drawn.merge(draw.next(new ScriptedDraws(column, number)), 1, Integer::sum);
            }
        }

        for (Backend backend : backends) {
            assertThat(drawn.get(backend)).as(backend.name()).isEqualTo(backend.weight() * backends.size());
        }
    }
}
