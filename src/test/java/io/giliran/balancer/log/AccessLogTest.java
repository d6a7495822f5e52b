package io.giliran.balancer.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.TestInbox;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.giliran.CapturedLog;
import io.giliran.Program;
import io.giliran.balancer.FakeClient;
import io.giliran.balancer.HandClock;
import io.giliran.balancer.SampleConnection;
import io.giliran.balancer.SampleSettings;
import io.giliran.balancer.SharedByConnections;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.operate.LiveConnections;
import io.giliran.balancer.settings.AccessLogSettings;
import io.giliran.settings.SettingsException;
import io.giliran.supervision.Part;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class AccessLogTest {
    private static final int SMALL_QUEUE = 256;
    private static final long HANGS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    @TempDir
    Path dir;

    private final OpenConnections open = new OpenConnections(2);

    @Test
    void eachConnectionIsOneLineInBothFiles() throws IOException {
        AccessLog log = AccessLog.open(SampleSettings.accessLog(dir, true, true, false, SMALL_QUEUE));
        assertThat(log.files()).containsExactly(dir.resolve("balancer.log"), dir.resolve("balancer.jsonl"));
        assertThat(log.offer(SampleConnection.served(), open)).isTrue();
        assertThat(log.offer(SampleConnection.unserved(), open)).isTrue();
        log.close();

        List<String> lines = Files.readAllLines(dir.resolve("balancer.log"));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains(" backends/b1 ");
        assertThat(lines.get(1)).contains(" backends/<NOSRV> ");
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        new JsonLineFormat().putTo(expected, SampleConnection.served());
        expected.write('\n');
        new JsonLineFormat().putTo(expected, SampleConnection.unserved());
        expected.write('\n');
        assertThat(dir.resolve("balancer.jsonl")).hasBinaryContent(expected.toByteArray());
    }

    /** Lines that wait may be as many as the queue has room for, so nearly every line is offered more than once. */
    @Test
    void noLineOfManyThreadsIsLostOrTorn() throws Exception {
        int threads = 8;
        int linesOfThread = 10_000;
        AccessLog log = AccessLog.open(SampleSettings.accessLog(dir, true, true, false, SMALL_QUEUE));
        List<Thread> writers = IntStream.range(0, threads)
                .mapToObj(thread -> new Thread(() -> {
                    for (int i = 0; i < linesOfThread; i++) {
                        write(log, connection(thread * linesOfThread + i));
                    }
                }))
                .toList();
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
        log.close();

        Set<String> tcplogClients = clients(dir.resolve("balancer.log"), " giliran\\[\\d+]: (\\S+) \\[.* 0/0$");
        Set<String> jsonClients = clients(dir.resolve("balancer.jsonl"), "^\\{.*\"client\":\"([^\"]+)\".*}$");
        Set<String> expected = IntStream.range(0, threads * linesOfThread)
                .mapToObj(number -> address(number).toString().substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
        // Not the sets themselves: a failure would print 80,000 addresses.
        assertThat(tcplogClients.size()).isEqualTo(expected.size());
        assertThat(tcplogClients.equals(expected)).isTrue();
        assertThat(jsonClients.equals(expected)).isTrue();
    }

    /** A pipe whose reader does not read is a disk that hangs: 64 KiB go into the pipe, as many into the buffer. */
    @Test
    @Timeout(60)
    void aFullLogTakesNoMoreAndCloseWaitsForTheDiskAsLongAsItTakes() throws Exception {
        CompletableFuture<AccessLog> opened = new CompletableFuture<>();
        Thread opener = new Thread(
                () -> opened.complete(AccessLog.open(SampleSettings.accessLog(dir, true, false, false, SMALL_QUEUE))));
        try (BufferedReader reader = readerOfPipe(opener)) {
            AccessLog log = opened.get(20, TimeUnit.SECONDS);
            AtomicInteger room = new AtomicInteger();
            log.whenRoom(room::incrementAndGet);
            int lines = 0;
            // The log says no for longer than its thread naps: then it is the disk that takes no more.
            for (long since = System.nanoTime(); System.nanoTime() - since < HANGS_NANOS; Thread.onSpinWait()) {
                if (log.offer(connection(lines), open)) {
                    lines++;
                    since = System.nanoTime();
                }
            }
            assertThat(log.isFull()).isTrue();
            assertThat(lines).isGreaterThan(SMALL_QUEUE);
            refusesNobody(log);
            int before = room.get();

            Thread closer = new Thread(log::close);
            closer.start();
            // Longer than any patience of logback's.
            long enough = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_300);
            await(() -> System.nanoTime() >= enough && closer.getState() == Thread.State.WAITING);
            assertRead(reader, lines);
            closer.join();
            assertThat(room.get()).as("told that there is room").isEqualTo(before + 1);
        }
        opener.join();
    }

    /** Whose line it does not take cannot be sent away yet. */
    private void refusesNobody(AccessLog full) {
        FakeClient client = new FakeClient("127.0.0.9", 40_001);
        HandClock clock = new HandClock();
        SharedByConnections shared = new SharedByConnections(
                TestInbox.<RouterMessage>create().getRef(),
                full,
                open,
                BalancerObserver.NONE,
                new LiveConnections(),
                new SharedByConnections.Changing(
                        SampleSettings.routing("").connections(), Duration.ZERO, Set.of(), false));
        ConnectionTrace trace =
                new ConnectionTrace(1, client, "first", clock.wall().instant(), clock);

        assertThat(shared.sendAway(client, Termination.DENIED, trace, ClientRules.nobody()))
                .isFalse();
        assertThat(client.calls()).isEmpty();
    }

    /** /dev/full answers every write with "no space left on device". */
    @Test
    void aFullDiskIsOneLineWhenItBeginsAndACountAtTheEnd() throws IOException {
        Path full = Files.createSymbolicLink(dir.resolve("balancer.log"), Path.of("/dev/full"));
        try (CapturedLog reports = CapturedLog.of(LogFile.class)) {
            AccessLog log = AccessLog.open(SampleSettings.accessLog(dir, true, false, false, SMALL_QUEUE));
            for (int number = 0; number < 1_000; number++) {
                write(log, connection(number));
            }
            log.close();

            assertThat(reports.errors())
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            "access log: " + full + " cannot be written: No space left on device; its lines are lost"
                                    + " until it can",
                            "access log: 1000 lines of " + full + " are lost");
            assertThat(reports.errors()).allMatch(report -> report.getThrowableProxy() == null);
        }
        Files.delete(full);
    }

    /** What logrotate does: renames the file and asks for a reload. */
    @Test
    void afterARenameItGoesOnInANewFile() throws Exception {
        AccessLog log = AccessLog.open(SampleSettings.accessLog(dir, true, true, false, SMALL_QUEUE));
        write(log, connection(1));
        await(() -> size("balancer.log") > 0 && size("balancer.jsonl") > 0);
        Files.move(dir.resolve("balancer.log"), dir.resolve("old.log"));
        Files.move(dir.resolve("balancer.jsonl"), dir.resolve("old.jsonl"));

        log.reopen();
        await(() -> Files.exists(dir.resolve("balancer.log")) && Files.exists(dir.resolve("balancer.jsonl")));
        write(log, connection(2));
        log.close();

        for (String name : List.of("old.log", "old.jsonl", "balancer.log", "balancer.jsonl")) {
            assertThat(Files.readAllLines(dir.resolve(name))).as(name).hasSize(1);
        }
    }

    /** logrotate's copytruncate: the file shrinks under the writer. */
    @Test
    void afterATruncationItGoesOnAtTheBeginning() throws Exception {
        AccessLog log = AccessLog.open(SampleSettings.accessLog(dir, true, false, false, SMALL_QUEUE));
        write(log, connection(1));
        await(() -> size("balancer.log") > 0);
        Files.newOutputStream(dir.resolve("balancer.log"), StandardOpenOption.TRUNCATE_EXISTING)
                .close();
        write(log, connection(2));
        log.close();

        assertThat(Files.readAllLines(dir.resolve("balancer.log")))
                .singleElement()
                .asString()
                .contains(address(2).toString().substring(1));
    }

    @Test
    @Timeout(90)
    void aDiskThatHangsLosesLinesInsteadOfHoldingUpClients() throws Exception {
        CompletableFuture<AccessLog> opened = new CompletableFuture<>();
        AccessLogSettings settings = new AccessLogSettings(
                dir, true, false, false, false, Duration.ZERO, 0, 1, Duration.ofMillis(300), true, SMALL_QUEUE);
        Thread opener = new Thread(() -> opened.complete(AccessLog.open(settings)));
        try (CapturedLog reports = CapturedLog.of(AccessLog.class);
                BufferedReader reader = readerOfPipe(opener)) {
            AccessLog log = opened.get(20, TimeUnit.SECONDS);
            CompletableFuture<Void> room = new CompletableFuture<>();
            int lines = 0;
            while (reports.errors().isEmpty()) {
                if (log.offer(connection(lines), open)) {
                    lines++;
                } else {
                    log.whenRoom(() -> room.complete(null));
                }
            }
            assertThat(reports.errors().get(0).getFormattedMessage())
                    .isEqualTo("access log: nothing could be written for 300 ms; from now on lines are dropped and"
                            + " counted");
            assertThat(log.part().view().state()).isEqualTo(Part.State.DEGRADED);
            assertThat(log.figures().isStalled()).isTrue();
            // Who waits for room is woken, though there is none.
            room.get(60, TimeUnit.SECONDS);
            for (int i = 0; i < 1_000; i++) {
                assertThat(log.offer(connection(lines), open)).isTrue();
                lines++;
            }
            Thread closer = new Thread(() -> {
                await(() -> reports.warnings().stream().anyMatch(line -> line.endsWith(" lines were dropped")));
                log.close();
            });
            closer.start();
            int read = 0;
            while (reader.readLine() != null) {
                read++;
            }
            closer.join();
            String end = reports.warnings().stream()
                    .filter(line -> line.endsWith(" lines were dropped"))
                    .findFirst()
                    .orElseThrow();
            assertThat(end)
                    .isEqualTo("access log: the disk takes lines again; " + (lines - read) + " lines were dropped");
            assertThat(lines - read).isGreaterThanOrEqualTo(1_000);
            assertThat(log.figures()).isEqualTo(new AccessLog.Figures(0, read, lines - read, false));
            assertThat(log.part().view().state()).isEqualTo(Part.State.RUNNING);
        }
        opener.join();
    }

    private long size(String name) {
        return dir.resolve(name).toFile().length();
    }

    @Test
    void appendsToWhatIsThere() throws IOException {
        Files.writeString(dir.resolve("balancer.log"), "of yesterday\n");
        AccessLog log = AccessLog.open(SampleSettings.accessLog(dir, true, false, false, SMALL_QUEUE));
        assertThat(log.offer(SampleConnection.served(), open)).isTrue();
        log.close();

        assertThat(Files.readAllLines(dir.resolve("balancer.log")))
                .hasSize(2)
                .first()
                .isEqualTo("of yesterday");
    }

    @Test
    void writesOnlyWhatIsWished() throws IOException {
        Path made = dir.resolve("new/folder");
        AccessLog log = AccessLog.open(SampleSettings.accessLog(made, false, true, false, SMALL_QUEUE));
        assertThat(log.offer(SampleConnection.served(), open)).isTrue();
        log.close();

        try (Stream<Path> files = Files.list(made)) {
            assertThat(files).containsExactly(made.resolve("balancer.jsonl"));
        }
    }

    @Test
    void withoutAnyFileTheFolderIsNotTouched() {
        AccessLog log = AccessLog.open(SampleSettings.accessLog(dir.resolve("none"), false, false, false, SMALL_QUEUE));
        assertThat(log.offer(SampleConnection.served(), open)).isTrue();
        log.close();

        assertThat(log.files()).isEmpty();
        assertThat(dir.resolve("none")).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeMadeIsTheUsersError() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");

        assertUnwritable(file.resolve("folder"));
        assertUnwritable(file);
    }

    @Test
    void aFileThatCannotBeOpenedIsTheUsersError() throws IOException {
        Files.createDirectory(dir.resolve("balancer.jsonl"));

        assertUnwritable(dir);
    }

    private static void assertUnwritable(Path folder) {
        assertThatThrownBy(() -> AccessLog.open(SampleSettings.accessLog(folder, true, true, false, SMALL_QUEUE)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("cannot write the balancer's log to " + folder.toAbsolutePath() + "; give a folder that can"
                        + " be written as giliran.balancer.access-log.directory or --out");
    }

    private void write(AccessLog log, ConnectionRecord connection) {
        while (!log.offer(connection, open)) {
            LockSupport.parkNanos(100_000);
        }
    }

    /** What does not fit any more is kept aside, and no line is lost between the files. */
    @Test
    void aFileThatHasGrownIsKeptAsideAndNothingIsLost() throws IOException {
        AccessLog log = AccessLog.open(new AccessLogSettings(
                dir, false, true, false, false, Duration.ZERO, 4096, 20, Duration.ZERO, true, 1 << 20));
        OpenConnections open = new OpenConnections(3);
        int lines = 500;
        for (int number = 0; number < lines; number++) {
            offer(log, connection(number), open);
        }
        log.close();

        int found = 0;
        int files = 0;
        try (DirectoryStream<Path> written = Files.newDirectoryStream(dir, "balancer.jsonl*")) {
            for (Path file : written) {
                files++;
                found += Files.readAllLines(file).size();
            }
        }
        assertThat(found).isEqualTo(lines);
        assertThat(files).isBetween(3, 21);
        assertThat(dir.resolve("balancer.jsonl.1")).exists();
    }

    private static void offer(AccessLog log, ConnectionRecord record, OpenConnections open) {
        while (!log.offer(record, open)) {
            Thread.onSpinWait();
        }
    }

    private static ConnectionRecord connection(int number) {
        ConnectionRecord served = SampleConnection.served();
        return new ConnectionRecord(
                number,
                served.accepted(),
                address(number),
                served.listener(),
                served.policy(),
                served.attempts(),
                served.backend(),
                served.backendAddress(),
                served.backendLegLocal(),
                served.queueNanos(),
                served.queuePosition(),
                served.connectNanos(),
                served.firstByteNanos(),
                served.totalNanos(),
                served.bytesIn(),
                served.bytesOut(),
                served.termination(),
                served.explanation(),
                served.proxiedBy(),
                null);
    }

    /** Another one for each number. */
    private static InetSocketAddress address(int number) {
        return new InetSocketAddress("127.0." + number / 10_000 + ".1", 10_000 + number % 10_000);
    }

    /** What the pattern takes out of each line; every line has to match and to be different. */
    private static Set<String> clients(Path file, String pattern) throws IOException {
        Pattern line = Pattern.compile(pattern);
        Set<String> clients = new TreeSet<>();
        for (String text : Files.readAllLines(file)) {
            Matcher matcher = line.matcher(text);
            assertThat(matcher.find()).as(text).isTrue();
            assertThat(clients.add(matcher.group(1))).as("%s is new", text).isTrue();
        }
        return clients;
    }

    /** Makes a pipe in the place of the log and opens both of its ends, which has to be done by two threads. */
    private BufferedReader readerOfPipe(Thread writer) throws IOException, InterruptedException {
        Path pipe = dir.resolve("balancer.log");
        assertThat(Program.command("mkfifo", pipe.toString()).start().waitFor()).isZero();
        writer.start();
        return Files.newBufferedReader(pipe);
    }

    private static void assertRead(BufferedReader reader, int lines) throws IOException {
        List<String> read = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            read.add(line);
        }
        assertThat(read).hasSize(lines);
        for (int i = 0; i < lines; i++) {
            assertThat(read.get(i)).contains(address(i).toString().substring(1) + " [");
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("patience is at its end").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
