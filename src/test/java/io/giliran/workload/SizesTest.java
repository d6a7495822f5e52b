package io.giliran.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SizesTest {
    private final SplittableRandom random = new SplittableRandom(5);

    @ParameterizedTest
    @CsvSource({"32B, 32", "32, 32", "1KiB, 1024", "2kB, 2000", "1MiB, 1048576", "fixed:3KiB, 3072"})
    void aSizeIsAlwaysTheSame(String text, int bytes) {
        assertThat(Sizes.parseBytes(text).sample(random, 0, Integer.MAX_VALUE)).isEqualTo(bytes);
        assertThat(Sizes.parseBytes(text)).isEqualTo(Sizes.fixed(bytes));
    }

    @Test
    void aUniformNumberTakesAllItsValuesEvenly() {
        Sizes sizes = Sizes.parseCount("uniform:1:4");
        int[] counts = new int[5];
        for (int i = 0; i < 40_000; i++) {
            counts[sizes.sample(random, 1, 100)]++;
        }
        assertThat(counts[0]).isZero();
        assertThat(IntStream.rangeClosed(1, 4).mapToObj(value -> counts[value]))
                .allSatisfy(count -> assertThat(count).isCloseTo(10_000, within(400)));
    }

    @Test
    void whatIsBeyondTheBoundsCountsAsThese() {
        Sizes sizes = Sizes.parseBytes("bimodal:1B:1MiB:0.5");
        assertThat(IntStream.range(0, 100).map(i -> sizes.sample(random, 10, 1_000)))
                .containsOnly(10, 1_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fast | is not a distribution; valid is a size such as 1KiB",
                "1XiB | is not a distribution: 1XiB is not a size; valid is a size such as 1KiB",
                "10ms | is not a distribution: 10ms is not a size; valid is a size such as 1KiB",
                "2000MiB | is not a distribution: 2000MiB is too large; valid is a size such as 1KiB",
                "uniform:9B:1B | is not a distribution: 9B is longer than 1B; valid is a size such as 1KiB",
                "exp:x | is not a distribution: x is not a size; valid is a size such as 1KiB"
            })
    void namesWhatIsNoSize(String text, String message) {
        assertThatThrownBy(() -> Sizes.parseBytes(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource({"0", "1.5", "-1", "5B", "12345678901", "uniform:0:4"})
    void namesWhatIsNoNumber(String text) {
        assertThatThrownBy(() -> Sizes.parseCount(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("; valid is a whole number such as 5");
    }
}
