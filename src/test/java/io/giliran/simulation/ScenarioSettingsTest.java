package io.giliran.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.policy.SampleParameters;
import io.giliran.settings.SettingsException;
import io.giliran.workload.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScenarioSettingsTest {
    private static final String GOOD = "load.rate = 80, requests = 1000, backends = [ \"b*2\" ]\n";

    @TempDir
    Path dir;

    /** Each in one line that names the place, the key and what would be right. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "loud.rate = 5 | scenario.loud is not a key; valid here: backends, balancers,",
                "load.rate = -5 | scenario.load.rate = -5 is not a rate; valid is a number above 0",
                "delay = 5 parsecs | scenario.delay = 5 parsecs is not valid; valid is a duration",
                "service = \"exp:ten\" | scenario.service = exp:ten is not a distribution",
                "backends = [] | scenario.backends = [] is not valid; valid is at least one backend",
                "backends = [ \"b,absent\" ] | is not valid; valid is at least one backend that is there",
                "backends = [ b, b ] | valid is a list of unique names; b stands there twice",
                "backends = [ \"b,speed=0\" ] | scenario.backends: b,speed=0 has speed 0; valid is a number above 0",
                "backends = [ \"b,colour=red\" ] | b,colour=red has the attribute colour=red; valid is NAME or NAME*COUNT",
                "backends = [ \"b*0\" ] | b*0 has count 0; valid is a whole number from 1 to 100000",
                "policies = [ best ] | scenario.policies: best is not a policy; valid is one of round-robin,",
                "policies = [] | scenario.policies = [] is not valid; valid is at least one of round-robin,",
                "load.clients = 5 | valid is exactly one of rate, stages, trace and clients, and rate and clients are given",
                "requests = off | scenario.requests = off and scenario.duration = off: the run would never end",
                "load.rate = 200, requests = off | scenario.duration = off: more work comes than the backends can do",
                "faults = [ \"5s c slow 2\" ] | 5s c slow 2 is of the backend c, which there is not; valid is * or a name from b1, b2",
                "faults = [ \"5s b1 explode\" ] | 5s b1 explode does what nothing here does, explode; valid is TIME BACKEND",
                "faults = [ \"5s b1 slow\" ] | 5s b1 slow has not the form TIME BACKEND slow FACTOR; valid is",
                "faults = [ \"soon b1 freeze\" ] | soon b1 freeze has the time soon; valid is TIME BACKEND",
                "expect = [ \"random.p99\" ] | random.p99 is not an expectation; valid is POLICY.METRIC < POLICY.METRIC",
                "expect = [ \"random.p98 < 5\" ] | speaks of p98; valid is one of mean, p50",
                "expect = [ \"best.p99 < 5\" ] | speaks of best, which is not simulated; valid is one of round-robin,",
                "replications = 0 | scenario.replications = 0 is not valid; valid is a whole number from 1",
                "load { rate = off, stages = [ 5s ] } | scenario.load.stages: 5s is not a stage; valid is DURATION:RATE",
                "load { rate = off, trace = none.csv } | scenario.load.trace = none.csv is not valid; valid is a file that can be read"
            })
    void saysInOneLineWhatIsWrongAndWhatWouldBeRight(String wrong, String said) throws IOException {
        Path file = file(GOOD + wrong);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(said)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void namesTheFileAndTheLine() throws IOException {
        Path file = file(GOOD + "\nload.rate = fast");
        assertThatThrownBy(() -> read(file)).hasMessageStartingWith("scenario.conf: 3: scenario.load.rate = fast");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> read(dir.resolve("none.conf")))
                .hasMessage(
                        dir.resolve("none.conf")
                                + " is not a file that can be read; valid is a scenario, for example scenarios/two-choices.conf");
        assertThatThrownBy(() -> read(file("load {"))).hasMessageNotContaining("\n");
    }

    @Test
    void readsATraceFromItsFirstMoment() throws IOException {
        Files.writeString(dir.resolve("requests.csv"), "1000,200\n1500,200\n3000,503\n");
        Plan plan = read(file("load.trace = requests.csv, backends = [ b ]"));
        assertThat(((Scenario.Recorded) plan.scenario().load()).offsetsNanos()).containsExactly(0L, 500L, 2_000L);
    }

    @Test
    void readsStages() throws IOException {
        Plan plan = read(file(GOOD + "load { rate = off, stages = [ \"10s:100\", \"1s:2k\" ] }"));
        assertThat(((Scenario.Open) plan.scenario().load()).stages())
                .containsExactly(new Scenario.Stage(10_000_000_000L, 100), new Scenario.Stage(1_000_000_000L, 2_000));
    }

    @Test
    void theCommandLineHasTheLastWord() throws IOException {
        Path file =
                file(GOOD + "policies = [ random, p2c ], expect = [ \"p2c.mean < random.mean\", \"p2c.mean > 1\" ]");
        Plan plan = ScenarioSettings.read(
                file, SampleParameters.all(), new ScenarioSettings.Overrides(List.of("p2c"), 7, 99L));
        assertThat(plan.policies()).containsExactly("p2c");
        assertThat(plan.replications()).isEqualTo(7);
        assertThat(plan.seed()).isEqualTo(99);
        // What speaks of policies that are not run cannot be judged.
        assertThat(plan.expectations()).extracting(Expectation::text).containsExactly("p2c.mean > 1");
    }

    private Plan read(Path file) {
        return ScenarioSettings.read(file, SampleParameters.all(), new ScenarioSettings.Overrides(null, null, null));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(dir.resolve("scenario.conf"), text);
    }
}
