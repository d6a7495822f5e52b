package io.giliran.balancer.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giliran.Program;
import io.giliran.balancer.SampleSettings;
import io.giliran.balancer.settings.AccessLogSettings;
import io.giliran.balancer.settings.BalancerSettings;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file whose disk takes only some of what is written. */
final class LogFileTest {
    private static final int LINES = 20_000;

    @TempDir
    Path dir;

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    /** Fails at random places, in the middle of lines too; what a pipe has taken cannot be cut off. */
    @Test
    void noLineIsTornWhateverIsWrittenPartly() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        LogFile file = LogFile.of(dir.resolve("pipe"), path -> new Flaky(random));
        for (int number = 0; number < LINES; number++) {
            file.put("line " + number + " " + "x".repeat(random.nextInt(80)) + " end");
            if (random.nextInt(10) == 0) {
                file.flush();
            }
        }
        file.close();

        String all = taken.toString(UTF_8);
        String whole = all.substring(0, all.lastIndexOf('\n') + 1);
        assertThat(whole.lines()).as("seed " + seed).allMatch(line -> line.matches("line \\d+ x* end"));
        assertThat(whole.lines().count()).isBetween(LINES / 10L, LINES - 1L);
    }

    /** The limit of a process on the size of its files: the write that crosses it is a partial one. */
    @Test
    void whatAFullFileHasTakenOfALineIsCutOff() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path errors = dir.resolve("errors");
        Process child = Program.command(
                        "bash",
                        "-c",
                        "trap '' XFSZ; ulimit -f 8; exec \"$@\"",
                        "bash",
                        java.toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Filling.class.getName(),
                        dir.toString())
                .redirectErrorStream(true)
                .redirectOutput(errors.toFile())
                .start();
        assertThat(child.waitFor()).as(() -> text(errors)).isZero();

        String written = Files.readString(dir.resolve("balancer.log"));
        assertThat(written).endsWith(" end\n").hasSizeBetween(7_000, 8_192);
        assertThat(written.lines()).allMatch(line -> line.matches("line \\d+ x{90} end"));
    }

    /** Opening one for writing alone waits for a reader, so that the balancer would not start. */
    @Test
    @Timeout(60)
    void aFifoIsOpenedBeforeSomebodyReadsItAndKeepsTheLinesForHim() throws Exception {
        Path fifo = dir.resolve("balancer.log");
        assertThat(Program.command("mkfifo", fifo.toString()).start().waitFor()).isZero();

        LogFile file = LogFile.open(settings(), "balancer.log");
        file.put("first");
        file.flush();
        try (BufferedReader reader = Files.newBufferedReader(fifo)) {
            file.reopen();
            file.put("second");
            file.close();
            assertThat(reader.lines()).containsExactly("first", "second");
        }
    }

    @Test
    void whoseFolderWasRenamedGoesOnInANewFolder() throws IOException {
        LogFile file = LogFile.open(settings(), "balancer.log");
        Path before = dir.resolveSibling(dir.getFileName() + ".1");
        Files.move(dir, before);

        file.reopen();
        file.put("after");
        file.close();

        assertThat(dir.resolve("balancer.log")).hasContent("after");
        Files.delete(before.resolve("balancer.log"));
        Files.delete(before);
    }

    private AccessLogSettings settings() {
        Config config = ConfigFactory.parseMap(Map.of("giliran.balancer.access-log.directory", dir.toString()))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        return BalancerSettings.from(config).accessLog();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    /** Writes more than its files may hold. */
    static final class Filling {
        private Filling() {}

        public static void main(String[] args) throws IOException {
            LogFile file =
                    LogFile.open(SampleSettings.accessLog(Path.of(args[0]), true, false, false, 1), "balancer.log");
            for (int number = 0; number < 1_000; number++) {
                file.put("line " + number + " " + "x".repeat(90) + " end");
                if (number % 7 == 0) {
                    file.flush();
                }
            }
            file.close();
        }
    }

    private final class Flaky implements WritableByteChannel {
        private final Random random;

        Flaky(Random random) {
            this.random = random;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int choice = random.nextInt(4);
            if (choice == 0) {
                throw new IOException("No space left on device");
            }
            int count = choice == 1 ? source.remaining() : random.nextInt(source.remaining() + 1);
            for (int i = 0; i < count; i++) {
                taken.write(source.get());
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
