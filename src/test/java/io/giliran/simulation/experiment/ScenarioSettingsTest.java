package io.giliran.simulation.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import io.giliran.metrics.Slo;
import io.giliran.policy.SampleParameters;
import io.giliran.settings.SettingsException;
import io.giliran.workload.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                "delay = 5 parsecs | scenario.delay = 5 parsecs is not a duration; valid is a duration",
                "service = \"exp:ten\" | scenario.service = exp:ten is not a distribution",
                "backends = [] | scenario.backends = [] is not valid; valid is at least one backend",
                "backends = [ \"b,absent\" ] | is not valid; valid is at least one backend that is there",
                "backends = [ b, b ] | valid is a list of unique names; b stands there twice",
                "backends = [ \"b,speed=0\" ] | scenario.backends: b,speed=0 has speed 0; valid is a number from 0.001 to 1000",
                "backends = [ \"b,colour=red\" ] | b,colour=red has the attribute colour=red; valid is NAME or NAME*COUNT",
                "backends = [ \"b*0\" ] | b*0 has count 0; valid is a whole number from 1 to 100000",
                "policies = [ best ] | scenario.policies: best is not a policy; valid is one of round-robin,",
                "policies = [] | scenario.policies = [] is not valid; valid is at least one of round-robin,",
                "load.clients = 5 | scenario.conf: scenario.load has rate and clients; valid is exactly one of rate, stages, trace and clients",
                "requests = off | scenario.requests = off and scenario.duration = off: the run would never end",
                "load.rate = 200, requests = off | scenario.duration = off: more work comes than the backends can do",
                "faults = [ \"5s c slow 2\" ] | 5s c slow 2 is of the backend c, which there is not; valid is * or a name from b1, b2",
                "faults = [ \"5s b1 explode\" ] | 5s b1 explode does what nothing here does, explode; valid is TIME BACKEND",
                "faults = [ \"5s b1 slow\" ] | 5s b1 slow has not the form TIME BACKEND slow FACTOR; valid is",
                "faults = [ \"soon b1 freeze\" ] | soon b1 freeze has the time soon, which is not a duration; valid is a number with ns, us, ms, s, m or h",
                "faults = [ \"5 b1 freeze\" ] | 5 b1 freeze has the time 5, which has no unit; valid is a number with",
                "delay = 5 | scenario.delay = 5 has no unit; valid is a duration of at most 1h",
                "load { rate = off, stages = [ \"10:100\" ] } | scenario.load.stages: 10:100 has no unit; valid",
                "expect = [ \"random.p99\" ] | random.p99 is not an expectation; valid is POLICY.METRIC < POLICY.METRIC",
                "expect = [ \"random.p98 < 5\" ] | speaks of p98; valid is one of mean, p50",
                "expect = [ \"best.p99 < 5\" ] | speaks of best, which is not simulated; valid is one of round-robin,",
                "faults = [ \"5s b1 slow 1000000\" ] | has the factor 1000000; valid is a number from 0.001 to 1000",
                "duration = 20s, faults = [ \"20s b1 freeze\" ] | valid is a list of faults before scenario.duration",
                "duration = 20s, warm-up = 20s | scenario.warm-up = 20s is not valid; valid is less than scenario.duration",
                "duration = 900000h | scenario.duration = 900000h is too long; valid is a duration of at least 1ms and of at most 8784h",
                "delay = 900000h | scenario.delay = 900000h is too long; valid is a duration of at most 1h",
                "slow-start = 0s | scenario.slow-start = 0s is not valid; valid is a duration above 0 and of at most 8784h",
                "load { rate = off, clients = 5 }, requests = off, duration = 9s, service = \"fixed:0ms\" | scenario.load.think = fixed:0ms is not valid",
                "service = null | scenario.conf: 2: scenario.service is missing",
                "policies = [ random, random ] | valid is a list that has each policy once",
                "load { rate = off } | scenario.conf: scenario.load has none; valid is exactly one of rate, stages",
                "load.think = \"exp:1s\" | scenario.conf: 2: scenario.load.think = exp:1s says nothing beside load.rate",
                "load { rate = off, clients = 5, arrivals = poisson } | scenario.load.arrivals = poisson says nothing beside load.clients",
                "load { rate = off, clients = 5 }, client-keys = 5 | scenario.client-keys = 5 says nothing beside load.clients",
                "load { rate = off, clients = 5 }, requests = off, duration = 9s, faults = [ \"5s * refuse\" ] | scenario.load.think = fixed:0ms is not valid; valid is a distribution above 0",
                "backends = [ \"b*100000\", c ] | valid is at most 100000 backends",
                "backends = [ \"b*1000,workers=10000\" ] | valid is at most 1000000 workers over all backends",
                "backends = [ \"b*100000\" ], balancers = 1000 | valid is at most 167 with 100000 backends",
                "slo = [ \"p99<50\" ] | scenario.slo: p99<50 asks for p99 of rtt; valid is one of avg, min,",
                "slo = [ \"connect: max<5\" ] | scenario.slo: connect: max<5 speaks of connect; valid is one of rtt, errors,",
                "slo = [ \"p(99)<50 abort\" ] | scenario.slo: p(99)<50 abort ends in abort, and all policies",
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

    /** Each in a file of its own; the line is the file's, blank ones included. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1\\n\\n2x,3 | a file with a time in ns first on each line; line 3 of ",
                "-1 | a file with a time in ns first on each line; line 1 of ",
                "start,code\\n1,200 | line 1 of ",
                "'' | a file with at least one line, and ",
                "5\\n18446744073709551615 | a file with times below 2^63 ns",
                "5\\n9223372036854775807 | a file whose times span at most 8784h, and those of "
            })
    void saysWhatIsWrongWithATrace(String trace, String said) throws IOException {
        Files.writeString(dir.resolve("own.csv"), trace.replace("\\n", "\n"));
        Path file = file(GOOD + "load { rate = off, trace = own.csv }");
        assertThatThrownBy(() -> read(file))
                .hasMessageStartingWith("scenario.conf: 2: scenario.load.trace = own.csv is not valid; valid is ")
                .hasMessageContaining(said);
    }

    /** What stands in the file must be right although an option says something else. */
    @Test
    void whatIsWrongInTheFileDoesNotHideBehindAnOption() throws IOException {
        for (String wrong :
                List.of("replications = 0", "seed = x", "policies = [ best ]", "slo = [ \"connect: max<5\" ]")) {
            Path file = file(GOOD + wrong);
            assertThatThrownBy(() -> ScenarioSettings.read(
                            file,
                            SampleParameters.all(),
                            new ScenarioSettings.Overrides(List.of("p2c"), 7, 99L, List.of())))
                    .hasMessageStartingWith("scenario.conf: 2: scenario.");
        }
    }

    /** Backups serve when there is nobody else: two of 100 requests a second each. */
    @Test
    void onlyBackupsAreACapacityToo() throws IOException {
        Plan plan = read(file("load.rate = 80, requests = 1000, backends = [ \"b*2,backup\" ]"));
        assertThat(plan.scenario().utilisation()).hasValue(0.4);
    }

    @Test
    void readsStages() throws IOException {
        Plan plan = read(file(GOOD + "load { rate = off, stages = [ \"10s:100\", \"1s:2k\" ] }"));
        assertThat(((Scenario.Open) plan.scenario().load()).stages())
                .containsExactly(new Scenario.Stage(10_000_000_000L, 100), new Scenario.Stage(1_000_000_000L, 2_000));
    }

    @Test
    void readsWhatEachPolicyHasToKeepTo() throws IOException {
        assertThat(read(file(GOOD)).slos()).isEmpty();
        assertThat(read(file(GOOD + "slo = [ \"p(99)<50\", \"errors: rate<0.1\" ]"))
                        .slos())
                .extracting(Slo::text)
                .containsExactly("p(99)<50", "errors: rate<0.1");
    }

    @Test
    void theCommandLineHasTheLastWord() throws IOException {
        Path file = file(
                GOOD
                        + "slo = [ \"p(99)<50\" ], policies = [ random, p2c ], expect = [ \"p2c.mean < random.mean\", \"p2c.mean > 1\" ]");
        Plan plan = ScenarioSettings.read(
                file,
                SampleParameters.all(),
                new ScenarioSettings.Overrides(
                        List.of("p2c"), 7, 99L, List.of(SimulatedSlos.parse("errors: rate<0.1"))));
        assertThat(plan.policies()).containsExactly("p2c");
        assertThat(plan.replications()).isEqualTo(7);
        assertThat(plan.seed()).isEqualTo(99);
        assertThat(plan.slos()).extracting(Slo::text).containsExactly("errors: rate<0.1");
        // What speaks of policies that are not run cannot be judged.
        assertThat(plan.expectations()).extracting(Expectation::text).containsExactly("p2c.mean > 1");
    }

    @Test
    void includesAndSubstitutesAsAConfigurationDoes() throws IOException {
        Files.writeString(
                dir.resolve("common.conf"), "base = 40\nseed = 3\nload.rate = ${?RATE_THAT_NOBODY_HAS_SET}\n");
        Plan plan = read(file("""
                include required("common.conf")
                load.rate = ${base}
                size = 1000
                requests = ${size}
                replications = ${?nothing}
                replications = ${?few}
                few = 2
                backends = [ "b*2" ]
                service = ${work}
                work = "exp:"${?digits}"10ms"
                """));
        assertThat(plan.seed()).isEqualTo(3);
        assertThat(plan.replications()).isEqualTo(2);
        assertThat(plan.scenario().requests()).hasValue(1000);
        assertThat(plan.scenario().utilisation().getAsDouble()).isEqualTo(0.2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rat = 5 | scenario.conf: 2: scenario.rat is not a key; valid here: ",
                "load.rate = ${base} | ${base}",
                "load.rate = ${base}, base = 40, sed = 7 | scenario.conf: 2: scenario.sed is not a key",
                "load.rate = ${base}, base = fast | scenario.load.rate = fast is not a rate",
                "include required(\"none.conf\") | none.conf"
            })
    void whatIsNoDefinitionIsRefused(String wrong, String said) throws IOException {
        Path file = file(GOOD + wrong);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(said)
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "999999d",
                "293 years",
                "9223372036854775807ns",
                "1e308s",
                "NaN",
                "-1s",
                "1e308",
                "99999999999999999999",
                "0x10",
                ""
            })
    void everyKeyRefusesAnAbsurdValue(String absurd) throws IOException {
        for (Map.Entry<String, ConfigValue> key : ConfigFactory.parseResources("scenario-reference.conf")
                .getConfig("scenario")
                .entrySet()) {
            boolean takesNothing = absurd.isEmpty() && key.getValue().unwrapped() instanceof List;
            if (key.getKey().equals("prediction") || takesNothing) {
                continue;
            }
            Path file = file(GOOD + key.getKey() + " = \"" + absurd + "\"\n");
            assertThatThrownBy(() -> read(file))
                    .as(key.getKey())
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("valid")
                    .message()
                    .doesNotContain("\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"duration", "warm-up", "view-every", "connect", "delay", "slow-start"})
    void everyDurationNeedsItsUnit(String key) throws IOException {
        Path file = file(GOOD + key + " = 20");
        assertThatThrownBy(() -> read(file)).hasMessageContaining("scenario." + key + " = 20 has no unit; valid is ");
    }

    private Plan read(Path file) {
        return ScenarioSettings.read(
                file, SampleParameters.all(), new ScenarioSettings.Overrides(null, null, null, null));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(dir.resolve("scenario.conf"), text);
    }
}
