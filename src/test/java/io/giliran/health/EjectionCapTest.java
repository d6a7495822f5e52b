package io.giliran.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EjectionCapTest {
    /** Envoy's numbers for 4 are 1, 1, 2, 3, 4; ours differ in the last, because one has to stay. */
    @ParameterizedTest
    @CsvSource({"0, 1", "25, 1", "50, 2", "75, 3", "100, 3"})
    void ofFour(int percent, int ejected) {
        assertThat(EjectionCap.of(4, percent)).isEqualTo(ejected);
    }

    @Test
    void atLeastOneOfTwoNeverAllAndNeverMoreThanThePercentageElse() {
        for (int backends = 1; backends <= 200; backends++) {
            for (int percent = 0; percent <= 100; percent++) {
                int cap = EjectionCap.of(backends, percent);
                assertThat(cap).isBetween(backends == 1 ? 0 : 1, backends - 1);
                assertThat(cap == 1 || 100 * cap <= percent * backends || backends == 1)
                        .as("%d backends, %d %%", backends, percent)
                        .isTrue();
            }
        }
    }

    /** The table in the documentation: percentages in its head, numbers of backends at the left. */
    @Test
    void theDocumentedTableIsTrue() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("docs/health.md"));
        int head = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("| backends | 0 %"))
                .findFirst()
                .orElseThrow());
        int[] percents = cells(lines.get(head).replace("backends", "").replace("%", ""));
        List<int[]> rows = lines.subList(head + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(EjectionCapTest::cells)
                .toList();

        assertThat(rows).hasSizeGreaterThan(4);
        for (int[] row : rows) {
            for (int i = 0; i < percents.length; i++) {
                assertThat(row[i + 1])
                        .as("%d of %d", percents[i], row[0])
                        .isEqualTo(EjectionCap.of(row[0], percents[i]));
            }
        }
    }

    private static int[] cells(String line) {
        return Arrays.stream(line.split("\\|"))
                .map(String::strip)
                .filter(cell -> !cell.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
