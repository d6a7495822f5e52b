package io.giliran.balancer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.giliran.balancer.model.ServerName;
import io.giliran.workload.RandomStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lookup of server names. */
final class ServerNameTableTest {
    private static final int ROUNDS = 2_000;
    private static final int LOOKUPS = 20;
    private static final List<String> LABELS = List.of("a", "b", "a-b", "aa");

    private final ServerNameTable<String> table = new ServerNameTable<>(Map.of(
            "www.example.com", "exact",
            "*.example.com", "wildcard",
            "*.deep.example.com", "longer",
            "example.org", "other",
            "*.net", "net"));

    /** A client may send a name as long as it likes: looking at each of its ends as a whole would be quadratic. */
    @Test
    void aNameOfManyLabelsCostsNoMoreThanItsLength() {
        String name = "a.".repeat(15_000) + "example.com";
        table.find(name);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThat(table.find(name)).isEqualTo("wildcard");

        // The ends of all labels would be 225 MB.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "www.example.com, exact",
                "WWW.EXAMPLE.Com, exact",
                "api.example.com, wildcard",
                "x.www.example.com, wildcard",
                "deep.example.com, wildcard",
                "a.deep.example.com, longer",
                "a.b.deep.example.com, longer",
                "example.com, -",
                "xexample.com, -",
                "www.example.com.evil, -",
                "example.org, other",
                "www.example.org, -",
                "anything.net, net",
                "net, -",
                "'', -",
                "., -"
            })
    void exactComesBeforeTheLongestWildcard(String name, String found) {
        assertThat(table.find(name)).isEqualTo(found);
    }

    @Test
    void nothingIsFoundWhereThereIsNothing() {
        assertThat(new ServerNameTable<>(Map.<String, String>of()).find("a.b")).isNull();
    }

    /** Against one that looks at every name there is, as the rule says it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void findsWhatTheRuleSays(long seed) {
        RandomStream random = new RandomStream(seed);
        int found = 0;
        int wild = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, String> values = new HashMap<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                String name = (random.nextInt(2) == 0 ? ServerName.WILDCARD : "") + name(random);
                values.put(name, name);
            }
            ServerNameTable<String> drawn = new ServerNameTable<>(values);
            for (int i = 0; i < LOOKUPS; i++) {
                String asked = name(random);
                String wanted = naive(values, asked);
                assertThat(drawn.find(random.nextInt(2) == 0 ? asked : asked.toUpperCase(Locale.ROOT)))
                        .as("seed %d: %s in %s", seed, asked, values.keySet())
                        .isEqualTo(wanted);
                found += wanted == null ? 0 : 1;
                wild += wanted != null && wanted.startsWith(ServerName.WILDCARD) ? 1 : 0;
            }
        }
        // Else nothing was put to the test.
        assertThat(found - wild).isPositive();
        assertThat(wild).isPositive();
        assertThat(found).isLessThan(ROUNDS * LOOKUPS);
    }

    private static String naive(Map<String, String> values, String asked) {
        Map<Integer, String> byLength = new TreeMap<>(Comparator.reverseOrder());
        List<String> labels = labels(asked);
        for (String name : values.keySet()) {
            List<String> own = labels(name);
            if (name.equals(asked)) {
                return name;
            }
            List<String> rest = own.subList(1, own.size());
            if (own.get(0).equals("*")
                    && labels.size() > rest.size()
                    && labels.subList(labels.size() - rest.size(), labels.size())
                            .equals(rest)) {
                byLength.put(rest.size(), name);
            }
        }
        return byLength.values().stream().findFirst().orElse(null);
    }

    private static List<String> labels(String name) {
        return Arrays.asList(name.split("\\.", -1));
    }

    private static String name(RandomStream random) {
        List<String> labels = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            labels.add(LABELS.get(random.nextInt(LABELS.size())));
        }
        return String.join(".", labels);
    }
}
