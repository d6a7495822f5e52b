package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.policy.Backend;
import io.giliran.policy.NotesForTests;
import io.giliran.policy.PickNotes;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PickTextTest {
    /** The picked one has the largest of the scores 0 to 999, so large is better here. */
    @Test
    void showsTheTwentyBestOfAThousand() {
        List<String> lines = PickText.render(NotesForTests.candidates(1_000), new Backend(999, "b999", 1))
                .lines()
                .toList();

        assertThat(lines).hasSize(22);
        assertThat(lines.get(0)).isEqualTo("  candidates  b999  999");
        assertThat(lines.get(19)).isEqualTo("              b980  980");
        assertThat(lines.get(20)).isEqualTo("              and 980 more");
        assertThat(lines.get(21)).isEqualTo("  picked      b999");
    }

    @Test
    void theSmallestIsTheBestWhereItWasPicked() {
        assertThat(PickText.render(NotesForTests.candidates(3), new Backend(0, "b0", 1)))
                .isEqualTo("  candidates  b0  0\n              b1  1\n              b2  2\n  picked      b0\n");
    }

    @Test
    void nobodyIsSaid() {
        assertThat(PickText.render(new PickNotes(), null)).isEqualTo("  picked      nobody\n");
    }
}
