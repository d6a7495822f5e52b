package io.giliran.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.policy.SampleParameters;
import io.giliran.simulation.experiment.Experiment;
import io.giliran.simulation.experiment.ExperimentResult;
import io.giliran.simulation.experiment.ExperimentTable;
import io.giliran.simulation.experiment.Plan;
import io.giliran.simulation.experiment.ScenarioSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario that is delivered says what one will see, and it comes true; here with an eighth of its requests. */
final class ScenariosTest {
    private static final Path FOLDER = Path.of("scenarios");
    private static final int PART = 8;
    private static final int REPLICATIONS = 4;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    @Test
    void thereIsADozen() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(12);
    }

    /** What a file claims stands in its predictions, where it is tested: comments hold a title, and no sentence. */
    @ParameterizedTest
    @MethodSource("files")
    void everySentenceHasAnExpectation(Path file) throws IOException {
        List<String> comments = Files.readAllLines(file).stream()
                .filter(line -> line.contains("#"))
                .toList();
        assertThat(comments).hasSize(1);
        assertThat(comments.get(0)).startsWith("# ").doesNotContain(". ").doesNotEndWith(".");
        assertThat(plan(file).predictions()).isNotEmpty().allSatisfy(prediction -> {
            assertThat(prediction.text()).matches("[A-Zp].*\\.").doesNotContainPattern("\\. [A-Z]");
            assertThat(prediction.expectations()).as(prediction.text()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("files")
    void itsPredictionsComeTrue(Path file) {
        Plan plan = plan(file);
        // Clients of a scenario that counts who moved come but a few times: all of these have to come.
        boolean small = plan.scenario().requests().orElse(Long.MAX_VALUE) <= 50_000;
        ExperimentResult result = new Experiment(plan.part(small ? 1 : PART, REPLICATIONS), done -> true).run();

        assertThat(result.disappointed()).as(ExperimentTable.render(result)).isEmpty();
        assertThat(result.cut()).isFalse();
    }

    private static Plan plan(Path file) {
        return ScenarioSettings.read(
                file, SampleParameters.all(), new ScenarioSettings.Overrides(null, null, null, null));
    }
}
