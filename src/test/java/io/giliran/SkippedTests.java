package io.giliran;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Collects what is skipped and why, in every JVM that runs tests, and lists it once at the end of the build. Surefire
 * shows no reason, and with {@code mvn -q} nothing at all; what a test's JVM prints goes into a file. So each JVM adds to
 * the file that the property {@value #FILE} names, and the build's last step runs {@link #main} in Maven's own JVM.
 */
public final class SkippedTests implements TestExecutionListener {
    /** System property: the file of this build. Without it nothing is written. Below giliran it would be an unknown key. */
    static final String FILE = "test.skipped";

    private final String file;

    /** Entries of the file: the reason, a tab, the test. */
    private final ConcurrentLinkedQueue<String> skipped = new ConcurrentLinkedQueue<>();

    /** For JUnit, which finds the class by META-INF/services. */
    public SkippedTests() {
        this(System.getProperty(FILE, ""));
    }

    SkippedTests(String file) {
        this.file = file;
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        skipped.add(entry(test, reason));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == Status.ABORTED) {
            skipped.add(
                    entry(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given")));
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (file.isEmpty() || skipped.isEmpty()) {
            return;
        }
        try {
            Path path = Path.of(file);
            Files.createDirectories(path.toAbsolutePath().getParent());
            // One write: several JVMs may add to it.
            String lines = String.join("\n", skipped) + "\n";
            Files.writeString(path, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            skipped.clear();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String entry(TestIdentifier test, String reason) {
        String name = test.getSource()
                .map(source -> source instanceof MethodSource method
                        ? simple(method.getClassName()) + "#" + method.getMethodName()
                        : source instanceof ClassSource type ? simple(type.getClassName()) : test.getDisplayName())
                .orElse(test.getDisplayName());
        return (reason == null ? "no reason given" : reason)
                        .replaceAll("\\s+", " ")
                        .strip() + "\t" + name;
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /** What is printed of the file, which is deleted: a line a reason, with its tests. */
    static List<String> summary(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        Map<String, Set<String>> byReason = new TreeMap<>();
        for (String entry : Files.readAllLines(file)) {
            int tab = entry.indexOf('\t');
            byReason.computeIfAbsent(entry.substring(0, tab), reason -> new TreeSet<>())
                    .add(entry.substring(tab + 1));
        }
        Files.delete(file);
        return byReason.entrySet().stream()
                .map(reason -> "skipped: " + reason.getKey() + ": " + String.join(", ", reason.getValue()))
                .toList();
    }

    /**
     * Prints the summary.
     *
     * @param args the file
     */
    public static void main(String[] args) throws IOException {
        summary(Path.of(args[0])).forEach(System.out::println);
    }
}
