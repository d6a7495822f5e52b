package io.giliran.transport.relay.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CrowdTest {
    private final Crowd<String> crowd = new Crowd<>();

    @Test
    void nobodyIsFirstOfNone() {
        assertThat(crowd.firstOfLargest()).isNull();
        assertThat(crowd.remove("a", "a1")).isFalse();
    }

    @Test
    void whoCameFirstOfTheKeyWithMostGoesFirst() {
        crowd.add("a", "a1");
        crowd.add("b", "b1");
        assertThat(crowd.firstOfLargest()).isEqualTo("a1");
        crowd.add("b", "b2");
        assertThat(crowd.firstOfLargest()).isEqualTo("b1");
        crowd.remove("b", "b1");
        assertThat(crowd.firstOfLargest()).isEqualTo("a1");
        crowd.remove("a", "a1");
        assertThat(crowd.firstOfLargest()).isEqualTo("b2");
        assertThat(crowd.all()).containsExactly("b2");
    }

    /** Against lists that are searched. */
    @Test
    void itIsTheSameAsASearch() {
        long seed = 20261201;
        Random random = new Random(seed);
        Map<Integer, List<String>> groups = new HashMap<>();
        int size = 0;
        for (int i = 0; i < 20_000; i++) {
            int key = (int) Math.abs(random.nextGaussian() * 4);
            List<String> group = groups.computeIfAbsent(key, none -> new ArrayList<>());
            if (random.nextInt(100) < 51) {
                crowd.add(key, key + "." + i);
                group.add(key + "." + i);
                size++;
            } else if (!group.isEmpty()) {
                String gone = group.remove(random.nextInt(group.size()));
                assertThat(crowd.remove(key, gone)).isTrue();
                size--;
            }
            int most = groups.values().stream().mapToInt(List::size).max().orElse(0);
            String first = crowd.firstOfLargest();
            assertThat(crowd.size()).as("seed %d, step %d", seed, i).isEqualTo(size);
            if (most == 0) {
                assertThat(first).isNull();
            } else {
                assertThat(groups.values())
                        .as("seed %d, step %d", seed, i)
                        .anyMatch(each -> each.size() == most && each.get(0).equals(first));
            }
        }
    }
}
