package io.giliran.simulation.experiment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.giliran.metrics.Slo;
import io.giliran.policy.Policies;
import io.giliran.policy.PolicyParameters;
import io.giliran.settings.HoconFile;
import io.giliran.settings.SettingsException;
import io.giliran.settings.SettingsReader;
import io.giliran.settings.UnknownKeys;
import io.giliran.simulation.engine.FastestIdle;
import io.giliran.workload.ArrivalRate;
import io.giliran.workload.Distribution;
import io.giliran.workload.DurationText;
import io.giliran.workload.Fault;
import io.giliran.workload.Scenario;
import io.giliran.workload.ScenarioBackend;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads scenario files. */
public final class ScenarioSettings {
    private static final String ROOT = "scenario";
    private static final String REFERENCE = "scenario-reference.conf";
    private static final int MOST_CLIENTS = 4_000_000;
    private static final int MOST_WORKERS = 1_000_000;
    /** Independent runs of each policy, at most. */
    public static final int MOST_REPLICATIONS = 10_000;

    private static final int MOST_HOURS = 1;
    private static final int MOST_HOURS_OF_A_RUN = 24 * 366;

    /**
     * Values of the command line that replace those of the file.
     *
     * @param policies null, as the others, when it is not given
     */
    public record Overrides(
            @Nullable List<String> policies,
            @Nullable Integer replications,
            @Nullable Long seed,
            @Nullable List<Slo> slos) {}

    private final SettingsReader reader;
    private final Path file;
    private final ScenarioConflicts conflicts;

    private ScenarioSettings(SettingsReader reader, Path file, ScenarioConflicts conflicts) {
        this.reader = reader;
        this.file = file;
        this.conflicts = conflicts;
    }

    /** The names that a scenario's policies may have. */
    public static List<String> policyNames() {
        return Stream.concat(Policies.names().stream(), Stream.of(FastestIdle.CENTRAL_QUEUE))
                .toList();
    }

    /**
     * Reads and checks a scenario.
     *
     * @param parameters of the policies
     * @throws SettingsException naming the value that cannot be used, and where it stands
     */
    public static Plan read(Path file, PolicyParameters parameters, Overrides overrides) {
        if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
            throw new SettingsException(
                    shown(file) + " is not a file that can be read; valid is a scenario, for example"
                            + " scenarios/two-choices.conf");
        }
        try {
            Config reference = ConfigFactory.parseResources(REFERENCE);
            Config config =
                    HoconFile.withDefaults(file, reference.getConfig(ROOT)).atPath(ROOT);
            UnknownKeys.check(config, reference, ROOT);

            SettingsReader reader = SettingsReader.at(config, ROOT);
            ScenarioConflicts conflicts = new ScenarioConflicts(reader, key -> isWritten(config, ROOT + "." + key));
            return new ScenarioSettings(reader, file, conflicts).plan(name(file), parameters, overrides);
        } catch (SettingsException wrong) {
            throw withPlace(wrong, file);
        } catch (ConfigException unreadable) {
            throw new SettingsException(
                    String.valueOf(unreadable.getMessage()).lines().findFirst().orElse(file + " cannot be read"));
        }
    }

    /** Whether the key has a value that is not the default. */
    private static boolean isWritten(Config config, String path) {
        return config.hasPath(path)
                && !REFERENCE.equals(config.getValue(path).origin().resource());
    }

    /** Returns the error with the name of the file where it has no line: a default has no line in the file. */
    private static SettingsException withPlace(SettingsException wrong, Path file) {
        String said = String.valueOf(wrong.getMessage()).replaceFirst("^" + REFERENCE + ": \\d+: ", "");
        boolean hasPlace = said.matches("[^ ]+: \\d+: .*");
        return new SettingsException(hasPlace || !said.startsWith(ROOT) ? said : file.getFileName() + ": " + said);
    }

    private static String shown(Path file) {
        return file.toString().isEmpty() ? "\"\"" : file.toString();
    }

    private static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".conf") ? name.substring(0, name.length() - ".conf".length()) : name;
    }

    private Plan plan(String name, PolicyParameters parameters, Overrides overrides) {
        // The file's own values are read all the same: what is wrong there must not hide behind an option.
        List<String> own = policies();
        long ownSeed = reader.longInteger("seed");
        int ownReplications = reader.integer("replications", 1, MOST_REPLICATIONS);
        List<String> policies = overrides.policies() == null ? own : overrides.policies();
        List<Slo> ownSlos = reader.parsedList("slo", SimulatedSlos::parse);
        List<Slo> slos = overrides.slos();
        Integer replications = overrides.replications();
        Long seed = overrides.seed();
        Scenario scenario = scenario(name);
        OptionalLong warmUp = reader.string("warm-up").equals("auto")
                ? OptionalLong.empty()
                : OptionalLong.of(nanos("warm-up", MOST_HOURS_OF_A_RUN));
        conflicts.check(scenario, warmUp);
        return new Plan(
                scenario,
                predictions(policies, overrides.policies() != null),
                slos == null ? ownSlos : slos,
                policies,
                parameters,
                seed == null ? ownSeed : seed,
                replications == null ? ownReplications : replications,
                warmUp,
                offOrNanos("slow-start"));
    }

    private List<String> policies() {
        List<String> policies = reader.parsedList("policies", ScenarioSettings::policy);
        if (policies.isEmpty()) {
            throw reader.invalid("policies", "at least one of " + String.join(", ", policyNames()));
        }
        if (Set.copyOf(policies).size() < policies.size()) {
            throw reader.invalid("policies", "a list that has each policy once");
        }
        return policies;
    }

    /** The one of {@code prediction} and {@code expect}, then those of {@code predictions}. */
    private List<Prediction> predictions(List<String> policies, boolean overridden) {
        List<Prediction> predictions = new ArrayList<>();
        String text = reader.string("prediction");
        List<Expectation> expected = expectations(reader, "expect", policies, overridden);
        if (!text.isEmpty() || !expected.isEmpty()) {
            predictions.add(new Prediction(text, expected));
        }
        for (SettingsReader one : reader.objects("predictions", List.of("says", "expect"))) {
            List<Expectation> its = expectations(one, "expect", policies, overridden);
            if (its.size() == one.parsedList("expect", each -> each).size()) {
                predictions.add(new Prediction(one.string("says"), its));
            }
        }
        return predictions;
    }

    /** Reads the expectations. With other policies than the file's, only those that name them. */
    private List<Expectation> expectations(SettingsReader from, String key, List<String> policies, boolean overridden) {
        List<String> written = reader.parsedList("policies", ScenarioSettings::policy);
        List<Expectation> all =
                from.parsedList(key, text -> Expectation.parse(text, overridden ? policyNames() : written));
        return all.stream()
                .filter(expectation -> policies.containsAll(expectation.policies()))
                .toList();
    }

    private Scenario scenario(String name) {
        List<ScenarioBackend> backends = backends();
        OptionalLong requests = reader.isOff("requests")
                ? OptionalLong.empty()
                : OptionalLong.of(reader.integer("requests", 1, Integer.MAX_VALUE));
        long duration = reader.isOff("duration")
                ? Long.MAX_VALUE
                : reader.duration("duration", Duration.ofMillis(1), MOST_HOURS_OF_A_RUN)
                        .toNanos();
        Scenario.Load load = load(reader.at("load"));
        Scenario scenario = new Scenario(
                name,
                load,
                reader.parsed("service", Distribution::parse),
                reader.isOff("client-keys")
                        ? Scenario.ALL_DIFFERENT
                        : reader.integer("client-keys", 1, Integer.MAX_VALUE),
                backends,
                reader.integer("balancers", 1, 1_000),
                offOrNanos("view-every"),
                nanos("connect", MOST_HOURS),
                nanos("delay", MOST_HOURS),
                faults(backends),
                requests,
                duration);
        if (requests.isEmpty() && duration == Long.MAX_VALUE && !(load instanceof Scenario.Recorded)) {
            throw new SettingsException(
                    scenario.utilisation().orElse(0) >= 1
                            ? "scenario.duration = off: more work comes than the backends can do, and the run would never end;"
                                    + " valid is a duration, for example 60s"
                            : "scenario.requests = off and scenario.duration = off: the run would never end; give one of them");
        }
        return scenario;
    }

    private List<ScenarioBackend> backends() {
        List<ScenarioBackend> backends = reader.parsedList("backends", ScenarioBackend::parse).stream()
                .flatMap(List::stream)
                .toList();
        if (backends.size() > ScenarioBackend.MOST) {
            throw reader.invalid("backends", "at most " + ScenarioBackend.MOST + " backends");
        }
        if (backends.stream().mapToLong(ScenarioBackend::workers).sum() > MOST_WORKERS) {
            throw reader.invalid("backends", "at most " + MOST_WORKERS + " workers over all backends");
        }
        if (backends.stream().allMatch(ScenarioBackend::absent)) {
            throw reader.invalid("backends", "at least one backend that is there, for example [ \"b*3\" ]");
        }
        Set<String> names = new HashSet<>();
        for (ScenarioBackend backend : backends) {
            if (!names.add(backend.name())) {
                throw reader.invalid("backends", "a list of unique names; " + backend.name() + " stands there twice");
            }
        }
        return backends;
    }

    private List<Fault> faults(List<ScenarioBackend> backends) {
        List<String> names = backends.stream().map(ScenarioBackend::name).toList();
        return reader
                .parsedList("faults", text -> {
                    Fault fault = Fault.parse(text);
                    if (!fault.backend().equals(Fault.ALL) && !names.contains(fault.backend())) {
                        throw new IllegalArgumentException("is of the backend " + fault.backend()
                                + ", which there is not; valid is * or a name from " + shown(names));
                    }
                    return fault;
                })
                .stream()
                .sorted(Comparator.comparingLong(Fault::atNanos))
                .toList();
    }

    private static String shown(List<String> names) {
        return names.size() <= 10
                ? String.join(", ", names)
                : names.get(0) + ", " + names.get(1) + ", … " + names.get(names.size() - 1);
    }

    private Scenario.Load load(SettingsReader load) {
        List<String> said = Stream.of("rate", "stages", "trace", "clients")
                .filter(key -> key.equals("stages")
                        ? !load.parsedList(key, text -> text).isEmpty()
                        : !load.isOff(key))
                .toList();
        if (said.size() != 1) {
            throw new SettingsException("scenario.load has "
                    + (said.isEmpty() ? "none" : String.join(" and ", said))
                    + "; valid is exactly one of rate, stages, trace and clients");
        }
        conflicts.check(said.get(0));
        boolean poisson = load.oneOf("arrivals", List.of("poisson", "constant")).equals("poisson");
        return switch (said.get(0)) {
            case "rate" ->
                new Scenario.Open(
                        poisson,
                        List.of(new Scenario.Stage(Long.MAX_VALUE, load.parsed("rate", ArrivalRate::parsePerSecond))));
            case "stages" -> new Scenario.Open(poisson, load.parsedList("stages", ScenarioSettings::stage));
            case "trace" -> new Scenario.Recorded(recorded(load));
            default ->
                new Scenario.Closed(
                        load.integer("clients", 1, MOST_CLIENTS), load.parsed("think", Distribution::parse));
        };
    }

    private List<Long> recorded(SettingsReader load) {
        Path trace = file.resolveSibling(load.string("trace"));
        List<Long> offsets = new ArrayList<>();
        int number = 0;
        // Bytes of any kind: what is no time is reported with its line.
        try (BufferedReader lines = Files.newBufferedReader(trace, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String first = line.split(",", 2)[0].strip();
                if (!first.isEmpty()) {
                    offsets.add(Long.parseUnsignedLong(first));
                }
            }
        } catch (IOException unreadable) {
            throw load.invalid("trace", "a file that can be read, and " + trace + " cannot");
        } catch (NumberFormatException wrong) {
            throw load.invalid(
                    "trace",
                    "a file with a time in ns first on each line; line " + number + " of " + trace + " has none");
        }
        if (offsets.isEmpty()) {
            throw load.invalid("trace", "a file with at least one line, and " + trace + " is empty");
        }
        offsets.sort(null);
        long first = offsets.get(0);
        if (first < 0) {
            throw load.invalid("trace", "a file with times below 2^63 ns");
        }
        if (offsets.get(offsets.size() - 1) - first
                > Duration.ofHours(MOST_HOURS_OF_A_RUN).toNanos()) {
            throw load.invalid(
                    "trace",
                    "a file whose times span at most " + MOST_HOURS_OF_A_RUN + "h, and those of " + trace + " do not");
        }
        offsets.replaceAll(offset -> offset - first);
        return List.copyOf(offsets);
    }

    private static Scenario.Stage stage(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("is not a stage; valid is DURATION:RATE, for example 10s:100");
        }
        return new Scenario.Stage(
                DurationText.parseNanos(text.substring(0, colon)),
                ArrivalRate.parsePerSecond(text.substring(colon + 1)));
    }

    private long offOrNanos(String key) {
        return reader.isOff(key)
                ? 0
                : reader.duration(key, Duration.ofNanos(1), MOST_HOURS_OF_A_RUN).toNanos();
    }

    private long nanos(String key, int mostHours) {
        return reader.duration(key, Duration.ZERO, mostHours).toNanos();
    }

    private static String policy(String name) {
        if (!policyNames().contains(name)) {
            throw new IllegalArgumentException("is not a policy; valid is one of " + String.join(", ", policyNames()));
        }
        return name;
    }
}
