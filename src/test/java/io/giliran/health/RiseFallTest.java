package io.giliran.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.health.CheckParameters.InitialState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RiseFallTest {
    /** rise 2, fall 3; + is a passed check, - a failed one; what is shown after each. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UP      | +---   | UP 1/3; UP; UP 2/3; UP 1/3; DOWN
            UP      | -      | UP 1/3; DOWN
            UP      | +--+-- | UP 1/3; UP; UP 2/3; UP 1/3; UP; UP 2/3; UP 1/3
            DOWN    | +-++   | DOWN; DOWN 1/2; DOWN; DOWN 1/2; UP
            UNKNOWN | +-     | UNKNOWN; UP; UP 2/3
            UNKNOWN | -+     | UNKNOWN; DOWN; DOWN 1/2
            """)
    void countsAndShowsAsHaproxyDoes(InitialState initial, String checks, String shown) {
        RiseFall backend = new RiseFall(2, 3, initial);
        List<String> texts = new ArrayList<>(List.of(backend.text()));

        for (char check : checks.toCharArray()) {
            backend.checked(check == '+');
            texts.add(backend.text());
        }

        assertThat(texts).containsExactly(shown.split("; "));
    }

    @Test
    void tellsWhatACheckHasChanged() {
        RiseFall backend = new RiseFall(2, 3, InitialState.DOWN);
        List<RiseFall.Change> changes = new ArrayList<>();

        for (char check : "-+++----".toCharArray()) {
            changes.add(backend.checked(check == '+'));
        }

        assertThat(changes)
                .extracting(Enum::name)
                .containsExactly("NONE", "GOING_UP", "UP", "NONE", "GOING_DOWN", "GOING_DOWN", "DOWN", "NONE");
    }

    @Test
    void oneIsEnoughWhenOneIsAskedFor() {
        RiseFall backend = new RiseFall(1, 1, InitialState.UP);

        assertThat(backend.checked(false)).isEqualTo(RiseFall.Change.DOWN);
        assertThat(backend.checked(true)).isEqualTo(RiseFall.Change.UP);
    }

    /** Whatever comes: it changes exactly when the last rise or fall results say so, all alike. */
    @Test
    void changesOnlyAfterSoManyInARow() {
        long seed = 20_261_125;
        SplittableRandom random = new SplittableRandom(seed);
        RiseFall backend = new RiseFall(3, 2, InitialState.DOWN);
        boolean up = false;
        int inARow = 0;
        boolean last = false;
        for (int i = 0; i < 10_000; i++) {
            boolean passed = random.nextBoolean();
            inARow = passed == last ? inARow + 1 : 1;
            last = passed;
            up = passed ? up || inARow >= 3 : up && inARow < 2;

            backend.checked(passed);

            assertThat(backend.state())
                    .as("check %d of seed %d", i, seed)
                    .isEqualTo(up ? RiseFall.State.UP : RiseFall.State.DOWN);
        }
    }
}
