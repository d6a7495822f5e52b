package io.giliran.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BatchesTest {
    @Test
    void fewValuesAreBatchesOfOne() {
        Batches batches = of(39);
        assertThat(batches.count()).isEqualTo(39);
        assertThat(batches.means()).hasSize(39).startsWith(0, 1, 2).endsWith(37, 38);
        assertThat(new Batches().means()).isEmpty();
    }

    /** The 40th joins pairs, the 80th pairs of these, and so on. */
    @Test
    void neighboursAreJoinedWhenThereWouldBeTooMany() {
        assertThat(of(40).means()).hasSize(20).startsWith(0.5, 2.5).endsWith(38.5);
        assertThat(of(80).means()).hasSize(20).startsWith(1.5, 5.5).endsWith(77.5);
        // 1,000 = 31 · 32 + 8.
        assertThat(of(1_000).means()).hasSize(31).startsWith(15.5, 47.5).endsWith(975.5);
        assertThat(of(1_000).count()).isEqualTo(992);
        assertThat(of(1_000_000).means()).hasSizeBetween(Batches.FEWEST, Batches.MOST - 1);
    }

    @Test
    void eachKnowsWhichPartIsInLowBins() {
        Batches batches = of(160);
        // Batches of 8: the first has 0 to 7, one in each bin; the second 8 to 15, likewise.
        assertThat(batches.shares(3)).hasSize(20).startsWith(0.5, 0);
        assertThat(batches.shares(9)).startsWith(1, 0.25, 0);
        assertThat(batches.shares(-1)).containsOnly(0);
        assertThat(batches.shares(Batches.bin(Long.MAX_VALUE))).containsOnly(1);
    }

    @Test
    void binsAreAnEighthOfAnOctave() {
        for (int value = 0; value < 16; value++) {
            assertThat(Batches.bin(value)).isEqualTo(value);
        }
        assertThat(Batches.bin(17)).isEqualTo(16);
        assertThat(Batches.bin(18)).isEqualTo(17);
        for (int octave = 4; octave < 63; octave++) {
            assertThat(Batches.bin(1L << octave)).isEqualTo(8 * (octave - 2));
            assertThat(Batches.bin((1L << octave) - 1)).isEqualTo(8 * (octave - 2) - 1);
        }
    }

    private static Batches of(int count) {
        Batches batches = new Batches();
        for (int i = 0; i < count; i++) {
            batches.add(i);
        }
        return batches;
    }
}
