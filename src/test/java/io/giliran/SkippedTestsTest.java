package io.giliran;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Skipped tests are written by the JVM of the tests and listed at the end of the build. */
final class SkippedTestsTest {
    @TempDir
    private Path folder;

    /** Skips in each of the ways that JUnit knows; run by the test below, and by nobody else. */
    static final class Skipping {
        @Test
        void aborts() {
            throw Program.missing("halog", false);
        }

        @Test
        @Disabled("of two\n lines")
        void isDisabled() {}

        @Test
        void passes() {}
    }

    /** Skips as a whole. */
    static final class SkippingAll {
        @BeforeAll
        static void abort() {
            Assumptions.abort("nothing here");
        }

        @Test
        void neverRuns() {}
    }

    @Test
    void writesWhatWasSkippedAndWhy() throws Exception {
        Path file = folder.resolve("target/skipped.txt");

        run(file, Skipping.class);
        run(file, SkippingAll.class);

        assertThat(Files.readAllLines(file))
                .containsExactlyInAnyOrder(
                        "halog is not installed (Debian: haproxy)\tSkippedTestsTest$Skipping#aborts",
                        "of two lines\tSkippedTestsTest$Skipping#isDisabled",
                        "nothing here\tSkippedTestsTest$SkippingAll");
    }

    @Test
    void listsTheTestsOfAReasonInOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("skipped.txt"), "z\tB#b\na\tA#a\nz\tB#a\nz\tB#a\n");

        assertThat(SkippedTests.summary(file)).containsExactly("skipped: a: A#a", "skipped: z: B#a, B#b");
    }

    @Test
    void listsThemOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("skipped.txt"), "no curl\tA#a\n");

        assertThat(SkippedTests.summary(file)).containsExactly("skipped: no curl: A#a");
        assertThat(SkippedTests.summary(file)).isEmpty();
    }

    private static void run(Path file, Class<?> tests) {
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .addTestExecutionListeners(new SkippedTests(file.toString()))
                        .build())
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(tests))
                        .build());
    }
}
