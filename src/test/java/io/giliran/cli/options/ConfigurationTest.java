package io.giliran.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giliran.balancer.settings.BalancerSettings;
import io.giliran.cli.Cli;
import io.giliran.cli.DemoLoad;
import io.giliran.cli.console.ExitCode;
import io.giliran.settings.FileBeingRead;
import io.giliran.settings.SettingsException;
import io.giliran.swarm.SwarmSettings;
import io.giliran.workload.Sizes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources of values, their precedence, and how they are shown. */
final class ConfigurationTest {
    private static final List<String> PROPERTIES =
            List.of("config.file", "giliran.swarm.clients", "giliran.swarm.requests", "giliran.swarm.nonsense");

    @TempDir
    Path dir;

    private final List<String> before = new ArrayList<>();

    @BeforeEach
    void remember() {
        PROPERTIES.forEach(property -> before.add(System.getProperty(property)));
    }

    @AfterEach
    void restore() {
        for (int i = 0; i < before.size(); i++) {
            set(PROPERTIES.get(i), before.get(i));
        }
    }

    @Test
    void anOptionBeatsAPropertyBeatsTheFileBeatsTheDefault() throws IOException {
        useConfigFile("giliran.swarm { clients = 2, requests = 2, seed = 2 }");
        set("giliran.swarm.clients", "3");
        set("giliran.swarm.requests", "3");

        Config config = Configuration.load(new Overrides().set("giliran.swarm.clients", "--clients", "4"));

        SwarmSettings settings = SwarmSettings.from(config);
        assertThat(settings.clients()).isEqualTo(4);
        assertThat(settings.requests()).isEqualTo(3);
        assertThat(settings.seed()).isEqualTo(2);
        assertThat(settings.payload()).isEqualTo(Sizes.fixed(32));
    }

    @Test
    void aPropertyIsNamedWhenItIsWrong() {
        set("giliran.swarm.nonsense", "1");

        Cli.Result result = Cli.run("swarm", "--show-config");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.onlyComplaint())
                .startsWith("system properties: giliran.swarm.nonsense is not a key; valid here: arrivals, ");
    }

    /** The parser quotes what it cannot read. */
    @ParameterizedTest
    @ValueSource(strings = {"s3{secret", "s3$secret", "\"s3\\qsecret\"", "s3[secret"})
    void aTokenThatCannotBeReadIsNotQuoted(String token) throws IOException {
        useConfigFile("giliran.admin {\n  listen = \"127.0.0.1:0\"\n  token = " + token + "\n}\n");

        Cli.Result result = Cli.run("balancer", "--show-config");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.onlyComplaint()).doesNotContain("secret").contains("my.conf: ", "token");
    }

    @Test
    void tokensAreNotShown() throws IOException {
        useConfigFile("giliran.admin { token = s3cret, tokens = [\"ops=s4cret\"] }");

        Cli.Result result = Cli.run("balancer", "--show-config");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("hidden").doesNotContain("s3cret", "s4cret");
    }

    /** The way to take a value from the environment: {@code clients = ${?CLIENTS}} behind a default. */
    @Test
    void theFileMaySubstitute() throws IOException {
        useConfigFile("""
            many = 17
            giliran.swarm {
              clients = ${many}
              requests = 5
              requests = ${?NOBODY_HAS_SET_THIS}
              payload = ${giliran.swarm.clients}
            }
            """);

        SwarmSettings settings = SwarmSettings.from(Configuration.load(new Overrides()));

        assertThat(settings.clients()).isEqualTo(17);
        assertThat(settings.requests()).isEqualTo(5);
        assertThat(settings.payload()).isEqualTo(Sizes.fixed(17));
    }

    @Test
    void theFileMaySubstituteADefault() throws IOException {
        useConfigFile(
                "giliran.backend.seed = ${giliran.swarm.seed}\ngiliran.swarm.retry-pause = ${giliran.swarm.timeout}");

        Config config = Configuration.load(new Overrides());

        assertThat(config.getString("giliran.swarm.retry-pause")).isEqualTo("10s");
    }

    @Test
    void anOptionThatWasNotGivenChangesNothing() {
        Overrides overrides = new Overrides()
                .set("giliran.swarm.clients", "--clients", (String) null)
                .set("giliran.balancer.backends", "--backend", (List<String>) null);

        assertThat(overrides.config().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "balancer", "backend", "swarm"})
    void showsAConfigurationThatCanBeReadAgain(String command) throws IOException {
        Cli.Result shown = Cli.run(command, "--show-config");

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.err()).isEmpty();
        Config read = ConfigFactory.parseString(shown.out());
        assertThat(read.root().keySet()).containsExactly("giliran");
        Config loaded = Configuration.load(new Overrides());
        assertThat(texts(read)).isEqualTo(texts(command.equals("demo") ? DemoLoad.in(loaded) : loaded));
        // As a file of the user's it gives the same once more.
        useConfigFile(shown.out());
        assertThat(Cli.run(command, "--show-config").out()).isEqualTo(shown.out());
    }

    /** As application.conf in the working directory: a name without a folder. What it includes lies beside it. */
    @Test
    void aFileThatIsNamedWithoutItsFolderIncludesWhatLiesBesideIt() throws IOException {
        Path included = Files.createTempFile(Path.of(""), "included-", ".conf");
        Path including = Files.createTempFile(Path.of(""), "including-", ".conf");
        try {
            Files.writeString(included, "giliran.swarm { clients = 17, requests = ${giliran.swarm.clients} }\n");
            for (String include :
                    List.of("include \"%s\"", "include required(\"%s\")", "include required(file(\"%s\"))")) {
                Files.writeString(including, include.formatted(included.getFileName()) + "\ngiliran.swarm.seed = 5\n");
                set("config.file", including.toString());

                SwarmSettings settings = SwarmSettings.from(Configuration.load(new Overrides()));

                assertThat(settings.clients()).as(include).isEqualTo(17);
                assertThat(settings.requests()).isEqualTo(17);
                assertThat(settings.seed()).isEqualTo(5);
            }
        } finally {
            Files.delete(included);
            Files.delete(including);
        }
    }

    @Test
    void anIncludedFileIncludesWhatLiesBesideIt() throws IOException {
        Path inner = Files.createDirectories(dir.resolve("inner"));
        Files.writeString(inner.resolve("deep.conf"), "clients = 17\nclients = ${?NOBODY_HAS_SET_THIS}\n");
        Files.writeString(inner.resolve("more.conf"), "giliran.swarm { include \"deep\" }\n");
        useConfigFile("include \"inner/more.conf\"\n");

        assertThat(SwarmSettings.from(Configuration.load(new Overrides())).clients())
                .isEqualTo(17);
    }

    /** A whole group, and one that is taken from an included file and added to. */
    @Test
    void theFileMaySubstituteAGroup() throws IOException {
        Files.writeString(dir.resolve("common.conf"), "common { clients = 17, requests = 5 }\n");
        useConfigFile("include \"common.conf\"\ngiliran.swarm = ${common} { requests = 6, runs = ${user.dir}/runs }\n");

        SwarmSettings settings = SwarmSettings.from(Configuration.load(new Overrides()));

        assertThat(settings.clients()).isEqualTo(17);
        assertThat(settings.requests()).isEqualTo(6);
        assertThat(settings.runs()).isEqualTo(Path.of("runs").toAbsolutePath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"include required(\"none.conf\")", "include required(file(\"none.conf\"))"})
    void aRequiredIncludeThatIsNotThereIsOneLine(String include) throws IOException {
        useConfigFile(include);

        Cli.Result result = Cli.run("swarm", "--show-config");

        assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(result.onlyComplaint()).contains("include required(", "none.conf", "valid is a file that is there");
    }

    @Test
    void aSubstitutionWithoutAValueIsOneLine() throws IOException {
        useConfigFile("giliran.swarm = ${nobody.has.set.this}");

        assertThat(Cli.run("swarm", "--show-config").onlyComplaint())
                .contains("my.conf: 1: ", "${nobody.has.set.this}");
    }

    @Test
    void whatIsUnknownInASubstitutedGroupIsRefused() throws IOException {
        useConfigFile("common { clinets = 17 }\ngiliran.swarm = ${common}\n");

        assertThat(Cli.run("swarm", "--show-config").onlyComplaint())
                .startsWith("my.conf: 1: giliran.swarm.clinets is not a key; valid here: ");
    }

    /** Opening one waits for somebody who writes to it, for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"include file(\"%s\")", "include \"%s\"", "include \"more\""})
    void anIncludedFifoIsRefusedInOneLine(String include, @TempDir Path place) throws Exception {
        Path fifo = place.resolve("more.conf");
        assertThat(io.giliran.Program.command("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        assertRefused(place, include.formatted(fifo), fifo + " is not a regular file; valid is a file of settings");
    }

    @Test
    void whatIsNoFileOrHasNoEndIsRefusedInOneLine(@TempDir Path place) throws Exception {
        for (String other : List.of("/dev/zero", place.toString())) {
            assertRefused(
                    place, "include \"" + other + "\"", other + " is not a regular file; valid is a file of settings");
        }
        Path large = place.resolve("large.conf");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertRefused(place, "include \"large\"", large + " has more than 16777216 bytes; valid is a file of settings");
    }

    private static void assertRefused(Path place, String line, String message) throws IOException {
        System.setProperty(
                "config.file",
                Files.writeString(place.resolve("giliran.conf"), line + "\n").toString());
        try {
            assertThatThrownBy(() ->
                            Configuration.inTime(() -> Configuration.load(new Overrides()), Duration.ofSeconds(30)))
                    .isInstanceOf(SettingsException.class)
                    .hasMessage(message);
        } finally {
            System.clearProperty("config.file");
        }
    }

    @Test
    void aReadingThatHangsIsGivenUpInOneLine() {
        CountDownLatch released = new CountDownLatch(1);
        try {
            assertThatThrownBy(() -> Configuration.inTime(
                            () -> {
                                FileBeingRead.note("/net/giliran.conf");
                                return awaited(released);
                            },
                            Duration.ofSeconds(1)))
                    .isInstanceOf(SettingsException.class)
                    .hasMessage("the configuration could not be read within 1000 ms; it hangs at /net/giliran.conf"
                            + "; a FIFO without a writer or a file server that does not answer can be why");
        } finally {
            released.countDown();
        }
    }

    private static boolean awaited(CountDownLatch released) {
        try {
            return released.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        }
    }

    /** Both are bounds for steps of the start, which a busy machine makes slow alike. */
    @Test
    void readingMayTakeAsLongAsTheLoggersMayTakeToStart() {
        Duration loggers = ConfigFactory.parseResources("application.conf").getDuration("akka.logger-startup-timeout");
        assertThat(Configuration.READ_WITHIN).isGreaterThanOrEqualTo(loggers);
    }

    @Test
    void showsWhatTheOptionsMade() {
        Cli.Result shown = Cli.run(
                "balancer",
                "--backend",
                "x=127.0.0.1:1,weight=3",
                "--backend",
                "127.0.0.1:2",
                "--policy",
                "random",
                "--show-config");

        Config read = ConfigFactory.parseString(shown.out()).withFallback(ConfigFactory.defaultReference());
        BalancerSettings settings = BalancerSettings.from(read);
        assertThat(settings.routing().dispatch().policy().name()).isEqualTo("random");
        assertThat(settings.backends().stream()
                        .map(destination -> destination.backend().name()))
                .containsExactly("x", "127.0.0.1:2");
        assertThat(settings.backends().get(0).backend().weight()).isEqualTo(3);
    }

    /** Each key under giliran and its value as a text: in the end 1 and "1" are the same. */
    private static Map<String, String> texts(Config config) {
        Map<String, String> texts = new TreeMap<>();
        config.getConfig("giliran")
                .entrySet()
                .forEach(entry ->
                        texts.put(entry.getKey(), entry.getValue().unwrapped().toString()));
        return texts;
    }

    private void useConfigFile(String content) throws IOException {
        set("config.file", Files.writeString(dir.resolve("my.conf"), content).toString());
    }

    private static void set(String property, String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
        // The library keeps the properties as they were when it first looked.
        ConfigFactory.invalidateCaches();
    }
}
