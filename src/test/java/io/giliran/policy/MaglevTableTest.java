package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.giliran.policy.PolicyParameters.Maglev;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MaglevTableTest {
    private static final long SEED = 20_261_124;
    private static final int SIZE = 65_537;

    /** Envoy's maglev_lb_test.cc, Basic. */
    @Test
    void sixHostsStandWhereEnvoyPutsThem() {
        MaglevTable table = table(7, SampleHosts.equal(90, 6));

        assertThat(places(table, 7)).containsExactly(2, 4, 0, 1, 5, 0, 3);
        for (int key = 0; key < 21; key++) {
            assertThat(table.of(key, 0)).isEqualTo(table.place(key % 7));
        }
        // 2^64 - 1 = 1 modulo 7, because 2^63 = 1 and so 2^64 = 2.
        assertThat(table.of(-1, 0)).isEqualTo(table.place(1));
    }

    /** Envoy's maglev_lb_test.cc, Weighted. */
    @Test
    void weightedHostsStandWhereEnvoyPutsThem() {
        MaglevTable table = table(17, SampleHosts.ofWeights(90, 1, 2));

        assertThat(places(table, 17)).containsExactly(1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1);
    }

    /** Envoy's maglev_lb_test.cc, WeightedSingleHost. */
    @Test
    void aSingleHostHasTheWholeTable() {
        assertThat(places(table(17, SampleHosts.ofWeights(90, 7)), 17)).containsOnly(0);
    }

    @Test
    void theOrderOfDeclarationDoesNotMatter() {
        List<Backend> backends = SampleHosts.ofWeights(90, 3, 1, 4, 1, 5, 9, 2, 6);
        List<Backend> shuffled = new ArrayList<>(backends);
        Collections.shuffle(shuffled, new Random(SEED));

        assertThat(places(table(SIZE, shuffled), SIZE)).isEqualTo(places(table(SIZE, backends), SIZE));
    }

    @Test
    void ofEqualWeightsTheNumbersOfPlacesDifferByAtMostOne() {
        for (int count : List.of(1, 2, 3, 10, 100, 655)) {
            int[] counts = counts(table(SIZE, SampleHosts.equal(1_000, count)), SIZE, count);

            assertThat(Arrays.stream(counts).min()).hasValue(SIZE / count);
            assertThat(Arrays.stream(counts).max()).hasValue((SIZE + count - 1) / count);
        }
    }

    /** After every turn each has, give or take one, its weight's part of what the largest has. */
    @Test
    void placesAreInProportionToWeight() {
        int[] counts = counts(table(SIZE, SampleHosts.ofWeights(90, 1, 2, 3, 4)), SIZE, 4);

        for (int i = 0; i < counts.length; i++) {
            assertThat((double) counts[i]).isCloseTo(counts[3] * (i + 1) / 4.0, within(1.0));
        }
    }

    /** More backends than places: who comes first by key has one. */
    @Test
    void aTableThatIsTooSmallIsFilledByTheFirst() {
        assertThat(places(table(7, SampleHosts.equal(90, 10)), 7)).doesNotHaveDuplicates();
    }

    /**
     * The one that leaves had a tenth of the places. Of the others some change hands too, for which there is no bound; in the
     * paper's measurements that is a few in a hundred while the table is ten times as large as the number of backends, and the
     * fewer the larger it is. Here it is 6,554 times as large: less than one in a hundred.
     */
    @Test
    void whenABackendLeavesFewOthersMove() {
        List<Backend> backends = SampleHosts.equal(90, 10);
        List<Integer> before = places(table(SIZE, backends), SIZE);
        List<Integer> after = places(table(SIZE, SampleHosts.without(backends, 3)), SIZE);
        int moved = 0;
        for (int i = 0; i < SIZE; i++) {
            assertThat(after.get(i)).isNotEqualTo(3);
            moved += before.get(i) != 3 && !before.get(i).equals(after.get(i)) ? 1 : 0;
        }

        assertThat(moved).isBetween(1, SIZE / 100);
    }

    @Test
    void aSizeThatIsNoPrimeIsRefused() {
        assertThatThrownBy(() -> SampleParameters.all("maglev.table-size = 8"))
                .hasMessageContaining("table-size")
                .hasMessageContaining("is 2 times 4");
    }

    private static MaglevTable table(int size, List<Backend> backends) {
        MaglevTable table = new MaglevTable(new Maglev(size));
        table.set(backends);
        return table;
    }

    private static List<Integer> places(MaglevTable table, int size) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            places.add(table.place(i).index());
        }
        return places;
    }

    private static int[] counts(MaglevTable table, int size, int backends) {
        int[] counts = new int[backends];
        for (int i = 0; i < size; i++) {
            counts[table.place(i).index()]++;
        }
        return counts;
    }
}
