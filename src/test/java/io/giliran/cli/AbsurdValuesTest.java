package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.giliran.admin.http.AdminSettings;
import io.giliran.backend.BackendSettings;
import io.giliran.balancer.settings.BalancerSettings;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.search.SearchSettings;
import io.giliran.cli.simulate.SimulationThreads;
import io.giliran.settings.SettingsException;
import io.giliran.swarm.SwarmSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Values far beyond what makes sense, for every key and every option: each is one line that names the key and what is valid.
 * A new key or option is tried by itself; only what may be any text is listed here.
 */
final class AbsurdValuesTest {
    private static final Config REFERENCE = ConfigFactory.defaultReference();
    private static final Map<String, Consumer<Config>> READERS = Map.of(
            "balancer", BalancerSettings::from,
            "loop-dispatcher", BalancerSettings::from,
            "admin", AdminSettings::from,
            "backend", BackendSettings::from,
            "swarm", SwarmSettings::from,
            "demo", DemoSettings::from,
            "search", SearchSettings::from,
            "simulation", SimulationThreads::from);

    /** Keys whose value may be any text: paths, names, bytes, tokens. */
    private static final Set<String> ANY_TEXT = Set.of(
            "giliran.admin.token",
            "giliran.backend.name",
            "giliran.balancer.access-log.directory",
            "giliran.balancer.backend-tls.trust",
            "giliran.balancer.discovery.file.path",
            "giliran.balancer.tls.client-ca",
            "giliran.loop-dispatcher.executor",
            "giliran.loop-dispatcher.type",
            "giliran.swarm.runs",
            "giliran.swarm.send");

    /** Options of the same kind, and those that switch something on without a value. */
    private static final Set<String> ANY_TEXT_OPTIONS = Set.of("--name", "--out", "--send");

    private static Set<String> keys() {
        return REFERENCE.getConfig("giliran").entrySet().stream()
                .map(entry -> "giliran." + entry.getKey())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As a text, which is what an option or a property gives, and as HOCON writes it in a file. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "999999d",
                "292y",
                "293 years",
                "106752d",
                "9223372036854775807ns",
                "9223372036854775808ns",
                "9223372036854775807d",
                "1e308s",
                "NaN",
                "NaNs",
                "-1s",
                "-9223372036854775808",
                "1e308",
                "Infinity",
                "99999999999999999999999999",
                "0x10",
                "1_000",
                ""
            })
    void everyKeyRefusesAnAbsurdValueInOneLine(String absurd) {
        List<String> taken = new ArrayList<>();
        for (String key : keys()) {
            String complaint = complaint(key, absurd);
            if (complaint == null) {
                taken.add(key);
            } else {
                assertThat(complaint)
                        .as(key)
                        .contains(key)
                        .containsAnyOf("valid", "for example")
                        .doesNotContain("\n");
            }
        }
        taken.removeAll(ANY_TEXT);
        taken.removeIf(key -> key.endsWith(".seed") && absurd.startsWith("-922"));
        // Lists of nothing, and texts that an empty one may stand for.
        taken.removeIf(key -> absurd.isEmpty() && REFERENCE.getValue(key).unwrapped() instanceof List);
        assertThat(taken).as("keys that take \"%s\"", absurd).isEmpty();
    }

    /** What is a duration in reference.conf needs its unit, in every way in which it can be written. */
    @ParameterizedTest
    @ValueSource(strings = {"20", "1.5", "9223372036854775807", "5000000000"})
    void everyDurationNeedsItsUnit(String number) {
        List<String> durations = keys().stream()
                .filter(key -> complaintOf(key, "10 fortnights").contains("duration"))
                .toList();
        assertThat(durations).hasSizeGreaterThan(30);
        for (String key : durations) {
            assertThat(complaintOf(key, number)).as(key).contains(key, "has no unit", "valid is");
        }
    }

    /** The longest duration that each key takes, all of them together: nothing overflows while they are read. */
    @Test
    void theLongestDurationsAreTakenTogether() {
        Config longest = REFERENCE;
        for (String key : keys()) {
            if (!key.equals("giliran.swarm.warmup") && complaint(key, "100d") == null) {
                longest = longest.withValue(key, ConfigValueFactory.fromAnyRef("100d"));
            }
        }
        Config all = longest.withValue("giliran.balancer.access-log.directory", ConfigValueFactory.fromAnyRef("logs"));
        READERS.values().forEach(reader -> reader.accept(all));
    }

    @ParameterizedTest
    @CsvSource({"demo,''", "balancer,''", "backend,''", "swarm,''", "search,--slo=p(99)<50"})
    void everyOptionRefusesAnAbsurdValueInOneLine(String command, String needed) {
        for (OptionSpec option : new CommandLine(new Main())
                .getSubcommands()
                .get(command)
                .getCommandSpec()
                .options()) {
            if (option.arity().max() == 0 || ANY_TEXT_OPTIONS.contains(option.longestName())) {
                continue;
            }
            List<String> line = new ArrayList<>(List.of(command, option.longestName() + "=999999d", "--show-config"));
            if (!needed.isEmpty() && !needed.startsWith(option.longestName())) {
                line.add(needed);
            }
            Cli.Result result = Cli.run(line.toArray(String[]::new));
            assertThat(result.exitCode()).as(line + result.err()).isEqualTo(ExitCode.BAD_CONFIGURATION);
            assertThat(result.onlyComplaint()).contains("999999d").containsAnyOf("valid", "for example");
        }
    }

    private static String complaintOf(String key, String value) {
        String complaint = complaint(key, value);
        return complaint == null ? "" : complaint;
    }

    /** Null when the value is taken. */
    private static String complaint(String key, String value) {
        Config broken = REFERENCE.withValue(key, ConfigValueFactory.fromAnyRef(value));
        try {
            READERS.get(key.split("\\.")[1]).accept(broken);
            return null;
        } catch (SettingsException refused) {
            return refused.getMessage();
        }
    }
}
