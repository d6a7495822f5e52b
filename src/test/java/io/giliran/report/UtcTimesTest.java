package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

final class UtcTimesTest {
    private static final Instant STARTED = Instant.parse("2026-11-23T21:13:00.123456789Z");

    private final UtcTimes times = new UtcTimes(STARTED);

    @Test
    void addsTheOffsetToTheStart() {
        assertThat(text(times, 0)).isEqualTo("2026-11-23T21:13:00.123456Z");
        assertThat(text(times, 1_000)).isEqualTo("2026-11-23T21:13:00.123457Z");
        // 123,456,789 ns + 876,543,211 ns = 1 s
        assertThat(text(times, 876_543_210)).isEqualTo("2026-11-23T21:13:00.999999Z");
        assertThat(text(times, 876_543_211)).isEqualTo("2026-11-23T21:13:01.000000Z");
        // seconds from 1970-01-01 to the start, by date(1): 1795468380
        assertThat(times.unixNanos(5)).isEqualTo(1_795_468_380_123_456_794L);
    }

    @Test
    void goesBackAndForthOverMidnight() {
        long threeHours = 3 * 3_600_000_000_000L;

        assertThat(text(times, threeHours)).isEqualTo("2026-11-24T00:13:00.123456Z");
        assertThat(text(times, 0)).isEqualTo("2026-11-23T21:13:00.123456Z");
        assertThat(text(times, threeHours)).isEqualTo("2026-11-24T00:13:00.123456Z");
    }

    @Test
    void agreesWithJavaTime() {
        long seed = 20261123;
        RandomGenerator random =
                RandomGeneratorFactory.of("Xoroshiro128PlusPlus").create(seed);
        for (int i = 0; i < 10_000; i++) {
            long offset = random.nextLong(400L * 86_400 * 1_000_000_000);
            String micros = STARTED.plusNanos(offset)
                    .truncatedTo(ChronoUnit.MICROS)
                    .plusNanos(1) // so that java.time writes all digits
                    .toString();
            assertThat(text(times, offset))
                    .as("seed %d, offset %d", seed, offset)
                    .isEqualTo(micros.substring(0, 26) + "Z");
        }
    }

    private static String text(UtcTimes times, long offset) {
        ByteText text = new ByteText(32);
        times.putTo(text, offset);
        return new String(text.array(), 0, text.length(), StandardCharsets.US_ASCII);
    }
}
