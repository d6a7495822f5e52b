package io.giliran;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giliran.cli.Main;
import io.giliran.settings.UnknownKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Checks the documentation: options, keys, classes and files that it names exist, and both READMEs show the same commands. */
final class DocumentationTest {
    private static final Path SWARM_SCRIPT = Path.of("scripts/swarm.sh");
    private static final Config REFERENCE = ConfigFactory.parseResources("reference.conf");

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
    private static final Pattern KEY = Pattern.compile("(?:(?<=-D)|(?<![\\w./-]))giliran(\\.[a-z][a-z0-9-]*)+");
    private static final Pattern CLASS = Pattern.compile("\\bio\\.giliran(\\.[a-z]+)*\\.[A-Z]\\w*");
    private static final Pattern TEST = Pattern.compile("\\b([A-Z]\\w+(?:Test|IT|Contract))#(\\w+)");
    private static final Pattern SCRIPT_OPTIONS = Pattern.compile("^ +(--[a-z]+(?: \\| --[a-z]+)*)\\)$");
    private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+");

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                    Stream.of("README.md", "README.id.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
                            .map(Path::of),
                    docs.filter(path -> path.toString().endsWith(".md")).sorted())
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void testsThatAreNamedExist(Path document) throws IOException {
        List<String> missing = new ArrayList<>();
        for (MatchResult named :
                TEST.matcher(Files.readString(document)).results().toList()) {
            if (!hasTest(named.group(1), named.group(2))) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean hasTest(String type, String method) throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            Path source = sources.filter(path -> path.getFileName().toString().equals(type + ".java"))
                    .findAny()
                    .orElse(null);
            return source != null && Files.readString(source).contains("void " + method + "(");
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyRelativeLinkLeadsToAFile(Path document) {
        List<String> broken = new ArrayList<>();
        for (Part part : parts(document)) {
            if (!part.isCode()) {
                LINK.matcher(part.text())
                        .results()
                        .map(link -> link.group(1))
                        .filter(target -> !target.contains("://"))
                        .filter(target -> !Files.exists(document.resolveSibling(target)))
                        .forEach(broken::add);
            }
        }
        assertThat(broken).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyOptionInTheTextExists(Path document) throws IOException {
        Set<String> known = new TreeSet<>(scriptOptions());
        try (Stream<Path> scripts = Files.list(Path.of("scripts/bench"))) {
            scripts.filter(Files::isRegularFile).forEach(script -> known.addAll(found(OPTION, read(script))));
        }
        new CommandLine(new Main()).getSubcommands().values().forEach(role -> {
            known.addAll(role.getCommandSpec().optionsMap().keySet());
            role.getSubcommands()
                    .values()
                    .forEach(own ->
                            known.addAll(own.getCommandSpec().optionsMap().keySet()));
        });

        String prose = parts(document).stream()
                .filter(part -> !part.isCode())
                .map(Part::text)
                .collect(Collectors.joining("\n"));
        assertThat(found(OPTION, prose)).isSubsetOf(known);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyKeyExists(Path document) {
        assertThat(found(KEY, read(document)))
                .allSatisfy(
                        key -> assertThat(REFERENCE.hasPathOrNull(key)).as(key).isTrue());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyClassExists(Path document) {
        assertThat(found(CLASS, read(document)))
                .allSatisfy(name -> assertThatCode(
                                () -> Class.forName(name, false, getClass().getClassLoader()))
                        .doesNotThrowAnyException());
    }

    /** Each is run as far as --show-config goes: names and values are checked, nothing is started. */
    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandIsAccepted(Path document) {
        for (String line : commands(document)) {
            for (List<String> command : ofGiliran(words(line))) {
                StringWriter output = new StringWriter();
                PrintWriter writer = new PrintWriter(output);
                int code = new CommandLine(new Main())
                        .setOut(writer)
                        .setErr(writer)
                        .setExecutionExceptionHandler((failure, used, unused) -> {
                            writer.println(failure.getMessage());
                            return 2;
                        })
                        .execute(command.toArray(String[]::new));
                assertThat(code).as("%s%n%s", line, output).isZero();
            }
        }
    }

    @Test
    void someCommandsWereFoundToCheck() {
        List<List<String>> checked = Stream.of("README.md", "docs/cli.md")
                .flatMap(document -> commands(Path.of(document)).stream())
                .flatMap(line -> ofGiliran(words(line)).stream())
                .toList();
        assertThat(checked)
                .extracting(command -> command.get(0))
                .contains("demo", "balancer", "backend", "swarm", "policies");
    }

    @Test
    void bothReadmesShowTheSameCommandsAndOutputs() {
        assertThat(shown(Path.of("README.id.md"))).isEqualTo(shown(Path.of("README.md")));
    }

    @Test
    void whatApplicationConfSuggestsExists() {
        String suggested = read(Path.of("application.conf")).replaceAll("(?m)^( +)# (?=[a-z-]+\\.[a-z.-]+ = )", "$1");
        Config config = ConfigFactory.parseString(suggested);
        assertThat(config.getObject("giliran")).isNotEmpty();
        UnknownKeys.check(config, REFERENCE, "giliran");
    }

    /** A stretch of a document: {@code language} is null in the text, else that of the fenced block. */
    private record Part(String language, String text) {
        boolean isCode() {
            return language != null;
        }
    }

    private static List<Part> parts(Path document) {
        List<Part> parts = new ArrayList<>();
        String language = null;
        StringBuilder text = new StringBuilder();
        for (String line : read(document).split("\n", -1)) {
            if (line.startsWith("```")) {
                parts.add(new Part(language, text.toString()));
                text.setLength(0);
                language = language == null ? line.substring(3) : null;
            } else {
                text.append(line).append('\n');
            }
        }
        assertThat(language).as("the block that %s does not close", document).isNull();
        parts.add(new Part(null, text.toString()));
        return parts;
    }

    /** The blocks that are the same in every language; comments in them may be translated. */
    private static List<String> shown(Path document) {
        return parts(document).stream()
                .filter(part -> "sh".equals(part.language()) || "console".equals(part.language()))
                .map(part -> part.language().equals("sh") ? withoutComments(part.text()) : part.text())
                .toList();
    }

    /** The lines of {@code sh} blocks, and those of {@code console} blocks that stand behind a prompt. */
    private static List<String> commands(Path document) {
        List<String> commands = new ArrayList<>();
        for (Part part : parts(document)) {
            if ("sh".equals(part.language())) {
                withoutComments(part.text()).lines().forEach(commands::add);
            } else if ("console".equals(part.language())) {
                part.text()
                        .lines()
                        .filter(line -> line.startsWith("$ "))
                        .map(line -> line.substring(2))
                        .forEach(commands::add);
            }
        }
        return commands;
    }

    private static String withoutComments(String text) {
        return text.replaceAll("(?m) +# .*$", "");
    }

    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(MatchResult::group)
                .map(word -> word.replaceAll("[\"']", ""))
                .toList();
    }

    /** The arguments of Giliran's own program in this command line, ready to be checked; none when another runs. */
    private static List<List<String>> ofGiliran(List<String> line) {
        List<String> words = new ArrayList<>(line);
        words.removeIf(word -> word.matches("[A-Z_]+=.*"));
        if (words.isEmpty()) {
            return List.of();
        }
        List<String> arguments = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "scripts/giliran" -> List.of(checked(arguments));
            case "scripts/swarm.sh" -> ofScript(arguments);
            case "mvn" -> ofMaven(arguments);
            default -> List.of();
        };
    }

    private static List<List<String>> ofScript(List<String> arguments) {
        List<String> swarm = new ArrayList<>(List.of("swarm"));
        List<String> balancer = new ArrayList<>(List.of("balancer"));
        for (int i = 0; i < arguments.size(); i++) {
            if (!scriptOptions().contains(arguments.get(i))) {
                swarm.add(arguments.get(i));
            } else if (arguments.get(i).equals("--policy")) {
                balancer.addAll(arguments.subList(i, i + 2));
                i++;
            } else {
                i++;
            }
        }
        return List.of(checked(swarm), checked(balancer));
    }

    private static List<List<String>> ofMaven(List<String> arguments) {
        String given = "-Dexec.args=";
        return arguments.stream()
                .filter(word -> word.startsWith("exec:java"))
                .map(goal -> {
                    List<String> command = new ArrayList<>();
                    command.add(goal.contains("@") ? goal.substring(goal.indexOf('@') + 1) : "demo");
                    arguments.stream()
                            .filter(word -> word.startsWith(given))
                            .forEach(word -> command.addAll(words(word.substring(given.length()))));
                    return checked(command);
                })
                .toList();
    }

    /** A simulation is checked by the first of its requests; the runs of replay, why and report and the balancer of ctl are not here: help has to do. */
    private static List<String> checked(List<String> command) {
        List<String> checked = new ArrayList<>(command);
        if (command.contains("simulate")) {
            for (String measuring : List.of("--replications", "--slo", "--out")) {
                for (int at = checked.indexOf(measuring); at >= 0; at = checked.indexOf(measuring)) {
                    checked.subList(at, at + 2).clear();
                }
            }
            if (!command.contains("--explain")) {
                checked.addAll(List.of("--explain", "1"));
            }
        } else if (List.of("replay", "why", "report", "ctl").stream().anyMatch(command::contains)) {
            checked.add("--help");
        } else if (!command.contains("policies") && !command.contains("--show-config")) {
            checked.add("--show-config");
        }
        return checked;
    }

    /** The options that the script takes itself; all others are the swarm's. */
    private static Set<String> scriptOptions() {
        return read(SWARM_SCRIPT)
                .lines()
                .map(SCRIPT_OPTIONS::matcher)
                .filter(matcher -> matcher.matches() && matcher.group(1).contains("|"))
                .flatMap(matcher -> Stream.of(matcher.group(1).split(" \\| ")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
