package io.giliran.balancer.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge is {@link Instant#toString}. */
final class InstantTextTest {
    private static final long SEED = 17;

    private final InstantText text = new InstantText();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T21:14:00Z",
                "2026-11-23T21:14:00.120Z",
                "2026-11-23T21:14:00.000120Z",
                "2026-11-23T21:14:00.000000001Z",
                "2026-11-23T21:14:59.999999999Z",
                "2028-02-29T23:59:59.100Z",
                "1969-12-31T23:59:59.500Z"
            })
    void saysWhatItsInstantSays(String time) {
        assertThat(text.of(Instant.parse(time))).isEqualTo(time);
    }

    /** Forwards and back again, as connections end: within a second, or not. */
    @Test
    void saysItOfManyInAnyOrder() {
        SplittableRandom random = new SplittableRandom(SEED);
        Instant time = Instant.parse("2026-12-31T23:59:58.5Z");
        for (int i = 0; i < 100_000; i++) {
            time = time.plusNanos(random.nextLong(-400_000_000, 400_000_000));
            if (i % 3 == 0) {
                time = Instant.ofEpochSecond(time.getEpochSecond(), time.getNano() / 1_000_000 * 1_000_000);
            }
            assertThat(text.of(time)).isEqualTo(time.toString());
        }
    }
}
