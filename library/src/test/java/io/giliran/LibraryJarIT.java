package io.giliran;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is in the library, and that it is built with the versions of the whole. */
final class LibraryJarIT {
    private static final Pattern VERSION = Pattern.compile("<([\\w-]+\\.version)>([^<]+)</");

    @Test
    void theJarHasThePureRoomsAndNothingElse() throws IOException {
        assertThat(entries("\\.class"))
                .extracting(name -> name.replaceFirst("/[^/]+$", ""))
                .containsOnly(
                        "io/giliran/health",
                        "io/giliran/metrics",
                        "io/giliran/metrics/recording",
                        "io/giliran/metrics/tail",
                        "io/giliran/metrics/validity",
                        "io/giliran/policy",
                        "io/giliran/simulation/engine",
                        "io/giliran/theory",
                        "io/giliran/workload",
                        "io/giliran/workload/exact");
        assertThat(entries("Settings.*\\.class")).isEmpty();
    }

    @Test
    void itsVersionsAreThoseOfTheWhole() throws IOException {
        String whole = Files.readString(Path.of("../pom.xml"));
        Matcher version = VERSION.matcher(Files.readString(Path.of("pom.xml")));
        while (version.find()) {
            assertThat(whole).contains("<" + version.group(1) + ">" + version.group(2) + "<");
        }
    }

    private static Set<String> entries(String ending) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            Path path = files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
            try (JarFile jar = new JarFile(path.toFile())) {
                return jar.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.matches(".*" + ending))
                        .collect(Collectors.toSet());
            }
        }
    }
}
