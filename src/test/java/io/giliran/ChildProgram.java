package io.giliran;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.cli.Main;
import io.giliran.transport.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The program, or another one, in a process of its own; killed at the latest when it is closed. */
public final class ChildProgram implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path errors;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final Thread reader;

    /** Starts the program, as a user does, in the folder, where what it prints to stderr is kept too. */
    public ChildProgram(Path folder, String... args) throws IOException {
        this(folder, List.of(), List.of(), System.getProperty("java.class.path"), Main.class.getName(), args);
    }

    /** Starts the program with that many descriptors. */
    public static ChildProgram withDescriptors(int descriptors, Path folder, String... args) throws IOException {
        return withDescriptors(descriptors, System.getProperty("java.class.path"), folder, args);
    }

    /** Starts the program with that many descriptors and a class path of its own. */
    public static ChildProgram withDescriptors(int descriptors, String classPath, Path folder, String... args)
            throws IOException {
        return new ChildProgram(folder, limited(descriptors), List.of(), classPath, Main.class.getName(), args);
    }

    private static List<String> limited(int descriptors) {
        return List.of("sh", "-c", "ulimit -n " + descriptors + " && exec \"$0\" \"$@\"");
    }

    /** Starts another main class. */
    public static ChildProgram ofClass(String mainClass, Path folder, List<String> jvmOptions, String... args)
            throws IOException {
        return new ChildProgram(folder, List.of(), jvmOptions, System.getProperty("java.class.path"), mainClass, args);
    }

    private ChildProgram(
            Path folder,
            List<String> launcher,
            List<String> jvmOptions,
            String classPath,
            String mainClass,
            String... args)
            throws IOException {
        errors = Files.createTempFile(folder, "stderr", ".txt");
        // A process that was started in the background may ignore these signals, and so would its children.
        List<String> command = new ArrayList<>(List.of("--default-signal=INT,HUP"));
        // As scripts/giliran has it: SIGUSR2 is then no signal of the JVM's own.
        command.add("_JAVA_SR_SIGNUM=63");
        command.addAll(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        // They live for seconds: what costs least is what starts fastest.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-cp",
                classPath,
                // The tests have a quieter one, and it stands first.
                "-Dlogback.configurationFile="
                        + Path.of("src/main/resources/logback.xml").toAbsolutePath(),
                mainClass));
        command.addAll(List.of(args));
        process = Program.command("env", command)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
        reader = new Thread(this::read, "child-reader");
        reader.start();
    }

    /** Waits for a line of its stdout in which the pattern is found. */
    public Matcher awaitLine(String pattern) throws InterruptedException, IOException {
        Pattern wanted = Pattern.compile(pattern);
        while (true) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(line)
                    .as("a line with %s after %s; stderr: %s", pattern, seen, Files.readString(errors))
                    .isNotNull();
            seen.add(line);
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
    }

    /** Waits until it has printed the text to stderr. */
    public void awaitErr(String text) throws Exception {
        Await.equal(text + " stands in stderr", true, () -> err().contains(text));
    }

    /** What Ctrl-C does. */
    public void interrupt() throws IOException, InterruptedException {
        signal("INT");
    }

    /** What a service manager does to end it. */
    public void terminate() throws IOException, InterruptedException {
        signal("TERM");
    }

    /** What asks it to read its configuration again. */
    public void hangUp() throws IOException, InterruptedException {
        signal("HUP");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int exit = Program.command("sh", "-c", "kill -" + name + " " + process.pid())
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }

    public int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ends within %d s", PATIENCE_SECONDS)
                .isTrue();
        reader.join();
        lines.drainTo(seen);
        return process.exitValue();
    }

    /** How many descriptors it has open. */
    public long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            return open.count();
        }
    }

    /** Ends it with no time for anything. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** CPU time that it has taken so far. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** All lines of its stdout, once it has ended. */
    public List<String> out() {
        return List.copyOf(seen);
    }

    /** Lines of its stderr, without those of the watchdog, which writes when the machine is busy. */
    public List<String> complaints() throws IOException {
        return err().lines().filter(line -> !line.contains("LoopWatchdog")).toList();
    }

    public String err() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
        reader.join();
    }

    private void read() {
        try (BufferedReader out = process.inputReader(UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
