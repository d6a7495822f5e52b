package io.giliran.backend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.workload.Distribution;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** One connection of a backend named b1, without a socket; the workers are in the test's hand. */
final class LineProtocolTest {
    private static final int PIPELINE = 4;

    private int progressed;
    private final ManualWorkers workers = new ManualWorkers();
    private final LongAdder served = new LongAdder();
    private final LineProtocol protocol = new LineProtocol(
            new LineProtocol.Shared(
                    "b1",
                    PIPELINE,
                    new ServiceTimes(Distribution.parse("7ms"), 1, "b1"),
                    workers,
                    served,
                    Runnable::run),
            () -> progressed++);

    @Test
    void answersRequestsWithoutWorkInOneBatch() {
        send("@work=0 one\n@work=0 two\r\n@work=0\n@work=0 thr");
        expectAnswers("b1 one\nb1 two\nb1 \n");

        send("ee\n");
        expectAnswers("b1 three\n");
        assertThat(workers.waiting()).isZero();
    }

    @Test
    void givesTheWorkersTheServiceTimeOfTheRequestOrElseItsOwn() throws InterruptedException {
        send("@work=3ms one\ntwo\n");

        assertThat(workers.next().workNanos()).isEqualTo(3_000_000);
        assertThat(workers.next().workNanos()).isEqualTo(7_000_000);
    }

    @Test
    void aRequestWithoutWorkQueuesWhileNoWorkerIsFree() throws InterruptedException {
        workers.setFree(false);
        send("@work=0 one\n");

        workers.next().done().run();
        expectAnswers("b1 one\n");
    }

    @Test
    void answersInTheOrderOfTheRequestsWhateverIsDoneFirst() throws InterruptedException {
        send("one\ntwo\n@work=0 three\n");
        ManualWorkers.Job one = workers.next();
        ManualWorkers.Job two = workers.next();

        two.done().run();
        one.done().run();

        expectAnswers("b1 one\nb1 two\nb1 three\n");
    }

    @Test
    void answersWhatWasAskedBeforeTheClientFinished() throws InterruptedException {
        send("one\ntwo\n");
        protocol.inputFinished();

        workers.next().done().run();
        expectAnswers("b1 one\n");
        workers.next().done().run();
        expectAnswers("b1 two\n");
        expectEnd();
    }

    @Test
    void endsWithoutAWordWhenNothingWasAsked() {
        protocol.inputFinished();

        expectEnd();
    }

    @Test
    void takesALineOf64KiBWithItsNewline() {
        String message = "x".repeat(65_536 - "@work=0 \n".length());
        send("@work=0 " + message + "\n");

        expectAnswers("b1 " + message + "\n");
    }

    @Test
    void refusesALongerLine() {
        send("@work=0 " + "x".repeat(65_536 - "@work=0 \n".length()) + "x\n");

        expectAnswers("error: the line is longer than 64 KiB\n");
        expectEnd();
    }

    @Test
    void refusesALineThatEndsWithoutANewline() {
        send("@work=0 one\ntwo");
        expectAnswers("b1 one\n");
        protocol.inputFinished();

        expectAnswers("error: the last line does not end with a newline\n");
        expectEnd();
    }

    @Test
    void refusesABadLineAfterTheAnswersBeforeItAndTakesNoneAfterIt() throws InterruptedException {
        send("one\n@what=2 two\nthree\n");
        ManualWorkers.Job one = workers.next();
        send("four\n");

        one.done().run();
        expectAnswers("b1 one\nerror: unknown key @what; known is @work=DURATION\n");
        expectEnd();
        assertThat(workers.waiting()).isZero();
        assertThat(served.sum()).isEqualTo(1);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        protocol.received("a\u00ff\n".getBytes(ISO_8859_1));

        expectAnswers("error: the line is not valid UTF-8\n");
        expectEnd();
    }

    /** What is left unread when a socket is closed makes the system reset the connection. */
    @Test
    void readsOnAfterABadLineUntilTheClientFinishes() {
        refuse();
        send("more\n".repeat(1_000));
        assertThat(protocol.hasToDiscard()).isTrue();
        protocol.inputFinished();

        assertThat(protocol.hasToDiscard()).isFalse();
    }

    @Test
    void readsOnAfterABadLineNoMoreThanItsMeasure() {
        refuse();
        byte[] megabyte = new byte[1024 * 1024];
        for (long sent = 0; sent < LineProtocol.MOST_DISCARDED_BYTES; sent += megabyte.length) {
            assertThat(protocol.hasToDiscard()).isTrue();
            protocol.received(megabyte);
        }

        assertThat(protocol.hasToDiscard()).isFalse();
        assertThat(protocol.wantsBytes()).isFalse();
    }

    /** A client that sends all before it reads must be able to finish sending. */
    @Test
    void readsOnAfterABadLineWhileTheAnswersBeforeItWait() throws InterruptedException {
        send("one\n@what=2\n");
        ManualWorkers.Job one = workers.next();
        for (int chunk = 0; chunk < 100; chunk++) {
            send("more\n");
        }
        protocol.inputFinished();
        assertThat(protocol.isAnswered()).isFalse();

        one.done().run();
        expectAnswers("b1 one\nerror: unknown key @what; known is @work=DURATION\n");
        expectEnd();
    }

    @Test
    void tellsThatWorkHasEnded() throws InterruptedException {
        send("one\ntwo\n");
        workers.next().done().run();
        workers.next().done().run();

        assertThat(progressed).isEqualTo(2);
    }

    @Test
    void takesInNoMoreRequestsThanThePipelineHolds() throws InterruptedException {
        workers.setFree(false);
        send("a\nb\nc\nd\ne\nf\n");
        ManualWorkers.Job first = workers.next();
        for (int request = 1; request < PIPELINE; request++) {
            workers.next();
        }
        assertThat(workers.waiting()).isZero();
        assertThat(protocol.wantsBytes()).isFalse();

        first.done().run();

        workers.next();
        assertThat(workers.waiting()).isZero();
        assertThat(protocol.wantsBytes()).isFalse();
    }

    @Test
    void wantsBytesAgainWhenThePipelineHasRoom() throws InterruptedException {
        send("a\nb\nc\nd\n");
        assertThat(protocol.wantsBytes()).isFalse();

        workers.next().done().run();

        assertThat(protocol.wantsBytes()).isTrue();
    }

    @Test
    void takesInNoMoreWhileTheClientDoesNotTakeItsAnswers() {
        String message = "x".repeat(1_000);
        int answerBytes = "b1 ".length() + message.length() + 1;
        int mostHeld = LineProtocol.MOST_HELD_BYTES / answerBytes + 1;
        send(("@work=0 " + message + "\n").repeat(2 * mostHeld));

        assertThat(served.sum()).isEqualTo(mostHeld);
        assertThat(protocol.wantsBytes()).isFalse();

        assertThat(protocol.takeOutput().remaining()).isEqualTo(mostHeld * answerBytes);
        assertThat(served.sum()).isEqualTo(2L * mostHeld);
        assertThat(protocol.takeOutput().remaining()).isEqualTo(mostHeld * answerBytes);
        assertThat(protocol.wantsBytes()).isTrue();
    }

    private void refuse() {
        send("@what=2\n");
        expectAnswers("error: unknown key @what; known is @work=DURATION\n");
        expectEnd();
    }

    private void send(String bytes) {
        assertThat(protocol.wantsBytes()).isTrue();
        protocol.received(bytes.getBytes(UTF_8));
    }

    private void expectAnswers(String text) {
        StringBuilder taken = new StringBuilder();
        while (protocol.hasOutput()) {
            taken.append(UTF_8.decode(protocol.takeOutput()));
        }
        assertThat(taken).hasToString(text);
    }

    private void expectEnd() {
        assertThat(protocol.hasOutput()).isFalse();
        assertThat(protocol.isAnswered()).isTrue();
    }
}
