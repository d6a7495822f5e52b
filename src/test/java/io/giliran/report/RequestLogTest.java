package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.metrics.Outcome;
import io.giliran.metrics.RequestRecord;
import io.giliran.metrics.SampleRequest;
import io.giliran.report.reading.TimesFile;
import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestLogTest {
    /** 1795468380 s after 1970-01-01, by date(1). */
    private static final Instant STARTED = Instant.parse("2026-11-23T21:13:00Z");

    private static final InetSocketAddress TARGET = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7000);

    @TempDir
    Path base;

    private RunDirectory dir;

    @BeforeEach
    void makeDirectory() {
        dir = RunDirectory.create(base, "test", STARTED);
    }

    @Test
    void writesARequestThatEndedWell() throws IOException {
        write(SampleRequest.of(17)
                .number(3)
                .connection(120_000_000, 120_111_999)
                .times(123_456_789, 123_500_000, 123_868_789)
                .from(new InetSocketAddress(InetAddress.getLoopbackAddress(), 40021))
                .answered("b1", "b1 hello")
                .make());

        // corrected RTT: 123,868,789 - 123,456,789 = 412,000 ns; "YjEgaGVsbG8=" is "b1 hello"
        assertThat(csv())
                .containsExactly("1795468380123456789,200,412000,6,9,,YjEgaGVsbG8=,round-robin,0,TCP,tcp://b1,");
        assertThat(log())
                .containsExactly("2026-11-23T21:13:00.123456Z client=17 request=3 address=127.0.0.1:40021"
                        + " connected=2026-11-23T21:13:00.120111Z sent=\"hello\" answer=\"b1 hello\" backend=b1"
                        + " rtt_ms=0.412 outcome=ok");
    }

    @Test
    void writesARequestThatFailed() throws IOException {
        write(SampleRequest.of(5)
                .connection(900_000_000, -1)
                .times(900_000_000, -1, 2_134_000_400)
                .failed(Outcome.REFUSED)
                .make());

        assertThat(csv())
                .containsExactly(
                        "1795468380900000000,0,1234000400,6,0,refused,,round-robin,0,TCP,tcp://127.0.0.1:7000,");
        assertThat(log())
                .containsExactly("2026-11-23T21:13:00.900000Z client=5 request=0 address=- connected=-"
                        + " sent=\"hello\" answer=- backend=- rtt_ms=1234.000 outcome=refused");
    }

    @Test
    void writesAllTimesOfARequest() throws IOException {
        write(
                SampleRequest.of(17)
                        .number(3)
                        .connection(100, 200)
                        .first()
                        .times(90, 210, 900)
                        .firstByte(850)
                        .work(500)
                        .from(new InetSocketAddress(InetAddress.getLoopbackAddress(), 40021))
                        .answered("b1", "b1 hello")
                        .make(),
                // On the same connection, which was made once.
                SampleRequest.of(17)
                        .number(4)
                        .connection(100, 200)
                        .times(1_000, 1_000, 1_900)
                        .firstByte(1_850)
                        .from(new InetSocketAddress(InetAddress.getLoopbackAddress(), 40021))
                        .answered("b,2", "b,2 hello")
                        .make(),
                SampleRequest.of(5)
                        .connection(70, -1)
                        .first()
                        .times(60, -1, 2_134)
                        .failed(Outcome.REFUSED)
                        .make());

        assertThat(Files.readAllLines(dir.file("times.csv")))
                .containsExactly(
                        "client,request,intended_ns,connect_start_ns,connected_ns,sent_ns,first_byte_ns,end_ns,work_ns,"
                                + "bytes_out,bytes_in,address,backend,outcome",
                        "17,3,90,100,200,210,850,900,500,6,9,127.0.0.1:40021,b1,ok",
                        "17,4,1000,,,1000,1850,1900,,6,10,127.0.0.1:40021,\"b,2\",ok",
                        "5,0,60,70,,,,2134,,6,0,,,refused");
    }

    /** A server chooses its name. Who reads the file back gets it as it was. */
    @ParameterizedTest
    @ValueSource(strings = {"=HYPERLINK(1)", "+1", "-1", "@SUM", "'=1", "\tb", "b,\"1\"", "'b", "b1"})
    void aNameThatASpreadsheetWouldRunIsDisarmed(String name) throws IOException {
        write(SampleRequest.of(1).answeredBy(name).make());

        assertThat(Files.readAllLines(dir.file("times.csv")).get(1)).doesNotContainPattern(",\"?[=+@\t-]");
        List<String> names = new ArrayList<>();
        TimesFile.read(dir.file("times.csv"), times -> names.add(times.backend()));
        assertThat(names).containsExactly(name);
    }

    @Test
    void aChangeOfClientsIsALineForPeople() throws IOException {
        try (RequestLog requests = RequestLog.open(dir, STARTED, "round-robin", TARGET)) {
            requests.clients(1_500_000_000, 110);
        }

        assertThat(log()).containsExactly("2026-11-23T21:13:01.500000Z clients=110");
        assertThat(csv()).isEmpty();
    }

    @Test
    void numbersItsRowsFromZero() throws IOException {
        write(
                SampleRequest.of(0).answeredBy("b1").make(),
                SampleRequest.of(0).answeredBy("b1").make(),
                SampleRequest.of(0).answeredBy("b1").make());

        assertThat(csv()).extracting(row -> row.split(",", -1)[8]).containsExactly("0", "1", "2");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.000",
        "499, 0.000",
        "500, 0.001",
        "1499, 0.001",
        "999499, 0.999",
        "999500, 1.000",
        "12345678, 12.346"
    })
    void roundsMillisecondsToMicroseconds(long nanos, String millis) throws IOException {
        write(SampleRequest.of(0).times(0, 0, nanos).make());

        assertThat(log().get(0)).contains(" rtt_ms=" + millis + " ");
    }

    @Test
    void whateverWasSentStaysOnOneLine() throws IOException {
        write(SampleRequest.of(0)
                .message("a \"b\" \\ \n\r\t\u0000\u007f\u0085\u2028 ü € 😀 \ud800!\udfff")
                .answered("-", "-")
                .make());

        assertThat(log()).hasSize(1);
        assertThat(log().get(0))
                .contains(" sent=\"a \\\"b\\\" \\\\ \\n\\r\\t\\u0000\\u007f\\u0085\\u2028 ü € 😀 \\ud800!\\udfff\" ")
                // In quotes it is the text; bare it would say that there is none.
                .contains(" answer=\"-\" backend=\"-\" ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "b-1.local:80|b-1.local:80|tcp://b-1.local:80",
                "b,1|b,1|\"tcp://b,1\"",
                "b\"1|\"b\\\"1\"|\"tcp://b\"\"1\"",
                "b 1|\"b 1\"|\"tcp://b 1\"",
                "b=1|\"b=1\"|tcp://b=1",
                "=1|\"=1\"|tcp://=1",
                "\u007f|\"\\u007f\"|tcp://\u007f",
                "ü|\"ü\"|tcp://ü"
            })
    void aBackendsNameIsQuotedWhereItMustBe(String name, String inLog, String inCsv) throws IOException {
        write(SampleRequest.of(0).answeredBy(name).make());

        assertThat(log().get(0)).contains(" backend=" + inLog + " ");
        assertThat(csv().get(0)).endsWith(",0,TCP," + inCsv + ",");
    }

    @Test
    void thePolicyIsQuotedWhereItMustBe() throws IOException {
        try (RequestLog log = RequestLog.open(dir, STARTED, "p2c, the \"best\"", TARGET)) {
            log.write(SampleRequest.of(0).make());
        }

        assertThat(csv().get(0)).contains(",\"p2c, the \"\"best\"\"\",0,TCP,");
    }

    @Test
    void addressesOfBothFamiliesAreNumeric() throws IOException {
        write(
                SampleRequest.of(0).from(address(1, 255, 10, 0, 1)).make(),
                SampleRequest.of(0)
                        .from(address(65535, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))
                        .make());

        assertThat(log().get(0)).contains(" address=255.10.0.1:1 ");
        assertThat(log().get(1)).contains(" address=[::1]:65535 ");
    }

    @Test
    void aMessageLargerThanTheBufferIsWrittenWhole() throws IOException {
        String message = "\u0001".repeat(1 << 16);
        write(
                SampleRequest.of(0).message(message).answeredBy("b1").make(),
                SampleRequest.of(1).make());

        assertThat(log()).hasSize(2);
        assertThat(log().get(0)).contains(" sent=\"" + "\\u0001".repeat(1 << 16) + "\" ");
        assertThat(csv()).hasSize(2);
    }

    @Test
    void aFullDiskIsCountedForBothFiles() throws IOException {
        Files.createSymbolicLink(dir.file(RequestLog.CSV), Path.of("/dev/full"));
        RequestLog log = RequestLog.open(dir, STARTED, "round-robin", TARGET);
        log.write(SampleRequest.of(0).make());
        log.write(SampleRequest.of(1).make());
        assertThat(log.failure()).isNull();
        log.close();
        Files.delete(dir.file(RequestLog.CSV));

        assertThat(log.lost()).isEqualTo(2);
        assertThat(log.failure()).hasMessageContaining("No space left on device");
        assertThat(log()).hasSize(2);
    }

    @Test
    void lostLinesOfBothFilesAreAdded() throws IOException {
        Files.createSymbolicLink(dir.file(RequestLog.CSV), Path.of("/dev/full"));
        Files.createSymbolicLink(dir.file(RequestLog.LOG), Path.of("/dev/full"));
        RequestLog log = RequestLog.open(dir, STARTED, "round-robin", TARGET);
        log.write(SampleRequest.of(0).make());
        log.close();
        Files.delete(dir.file(RequestLog.CSV));
        Files.delete(dir.file(RequestLog.LOG));

        assertThat(log.lost()).isEqualTo(2);
    }

    @Test
    void theStartOfTheRunIsATimeLikeAnyOther() throws IOException {
        write(SampleRequest.of(0).connection(0, 0).times(0, 0, 1_000).make());

        assertThat(log().get(0))
                .startsWith("2026-11-23T21:13:00.000000Z ")
                .contains(" connected=2026-11-23T21:13:00.000000Z ");
    }

    @Test
    void flushHandsEverythingToTheSystem() throws IOException {
        try (RequestLog log = RequestLog.open(dir, STARTED, "round-robin", TARGET)) {
            log.write(SampleRequest.of(0).make());
            assertThat(csv()).isEmpty();
            log.flush();
            assertThat(csv()).hasSize(1);
            assertThat(log()).hasSize(1);
            assertThat(log.lost()).isZero();
        }
    }

    @Test
    void aFileThatCannotBeMadeIsTheUsersError() throws IOException {
        Files.createDirectory(dir.file(RequestLog.LOG));

        assertThatThrownBy(() -> RequestLog.open(dir, STARTED, "round-robin", TARGET))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("file " + dir.file(RequestLog.LOG) + " cannot be written: is a directory;");
    }

    private static InetSocketAddress address(int port, int... octets) throws IOException {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    }

    private void write(RequestRecord... requests) {
        try (RequestLog log = RequestLog.open(dir, STARTED, "round-robin", TARGET)) {
            for (RequestRecord request : requests) {
                log.write(request);
            }
        }
    }

    private List<String> csv() throws IOException {
        return Files.readAllLines(dir.file(RequestLog.CSV));
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(dir.file(RequestLog.LOG));
    }
}
