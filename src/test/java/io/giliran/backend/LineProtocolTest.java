package io.giliran.backend;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.stream.javadsl.Keep;
import akka.stream.testkit.TestPublisher;
import akka.stream.testkit.TestSubscriber;
import akka.stream.testkit.javadsl.TestSink;
import akka.stream.testkit.javadsl.TestSource;
import akka.util.ByteString;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection of a backend named b1, as a stream; the workers and the time are in the test's hand. */
final class LineProtocolTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());

    private final ManualWorkers workers = new ManualWorkers();
    private final Connections connections = new Connections(SampleSettings.b1("service-time = 7ms"), workers);
    private final TestPublisher.Probe<ByteString> client;
    private final TestSubscriber.Probe<ByteString> answers;

    LineProtocolTest() {
        var connection = TestSource.<ByteString>create(KIT.system())
                .via(connections.flow())
                .toMat(TestSink.create(KIT.system()), Keep.both())
                .run(KIT.system());
        client = connection.first();
        answers = connection.second();
        answers.ensureSubscription();
    }

    @AfterEach
    void endConnections() {
        connections.close();
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void answersRequestsWithoutWorkInOneBatch() {
        send("@work=0 one\n@work=0 two\r\n@work=0\n@work=0 thr");
        assertThat(answers.requestNext().utf8String()).isEqualTo("b1 one\nb1 two\nb1 \n");

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
        client.sendComplete();

        workers.next().done().run();
        expectAnswers("b1 one\n");
        workers.next().done().run();
        expectAnswers("b1 two\n");
        answers.expectComplete();
    }

    @Test
    void endsWithoutAWordWhenNothingWasAsked() {
        client.sendComplete();

        answers.expectComplete();
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
        answers.expectComplete();
    }

    @Test
    void refusesALineThatEndsWithoutANewline() {
        send("@work=0 one\ntwo");
        expectAnswers("b1 one\n");
        client.sendComplete();

        expectAnswers("error: the last line does not end with a newline\n");
        answers.expectComplete();
    }

    @Test
    void refusesABadLineAfterTheAnswersBeforeItAndTakesNoneAfterIt() throws InterruptedException {
        send("one\n@what=2 two\nthree\n");
        ManualWorkers.Job one = workers.next();
        send("four\n");

        one.done().run();
        expectAnswers("b1 one\nerror: unknown key @what; known is @work=DURATION\n");
        answers.expectComplete();
        assertThat(workers.waiting()).isZero();
        assertThat(connections.counts().requests()).isEqualTo(1);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        client.sendNext(ByteString.fromInts('a', 0xff, '\n'));

        expectAnswers("error: the line is not valid UTF-8\n");
        answers.expectComplete();
    }

    /** What is left unread when a socket is closed makes the system reset the connection. */
    @Test
    void readsOnAfterABadLineUntilTheClientFinishes() {
        refuse();
        send("more\n".repeat(1_000));
        client.sendComplete();

        expectAllClosed();
    }

    @Test
    void readsOnAfterABadLineNoLongerThanItLingers() {
        refuse();
        send("more\n");
        ManualTime.get(KIT.system()).timePasses(LineProtocol.LINGER);

        client.expectCancellation();
        expectAllClosed();
    }

    @Test
    void readsOnAfterABadLineNoMoreThanItsMeasure() {
        refuse();
        sendWhatIsDiscardedAtMost();

        client.expectCancellation();
        expectAllClosed();
    }

    /** A client that sends all before it reads must be able to finish sending. */
    @Test
    void readsOnAfterABadLineWhileTheAnswersBeforeItWait() throws InterruptedException {
        send("one\n@what=2\n");
        ManualWorkers.Job one = workers.next();
        for (int chunk = 0; chunk < 100; chunk++) {
            send("more\n");
        }
        client.sendComplete();

        one.done().run();
        expectAnswers("b1 one\nerror: unknown key @what; known is @work=DURATION\n");
        answers.expectComplete();
    }

    @Test
    void endsAtOnceWhenItsMeasureWasFullBeforeTheErrorLineWentOut() throws InterruptedException {
        send("one\n@what=2\n");
        ManualWorkers.Job one = workers.next();
        sendWhatIsDiscardedAtMost();

        one.done().run();
        expectAnswers("b1 one\nerror: unknown key @what; known is @work=DURATION\n");
        answers.expectComplete();
        client.expectCancellation();
    }

    @Test
    void aFailedConnectionEndsAndItsRequestsKeepTheirTurn() throws InterruptedException {
        send("one\n");
        ManualWorkers.Job one = workers.next();
        client.sendError(new IOException("reset"));

        answers.expectError();
        expectAllClosed();
        one.done().run();
        assertThat(connections.counts()).isEqualTo(new Backend.Counts(1, 0, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "half a line", "one\n", "@what=2 bad\n"})
    void closingEndsAConnectionInWhateverState(String sent) throws Exception {
        send(sent + "@work=0 ");
        answers.request(1);
        CompletionStage<Done> closed = connections.close();

        client.expectCancellation();
        closed.toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(connections.counts().openConnections()).isZero();
    }

    @Test
    void closingEndsAConnectionThatBeginsLater() {
        connections.close();

        TestSource.<ByteString>create(KIT.system())
                .via(connections.flow())
                .runWith(TestSink.create(KIT.system()), KIT.system())
                .ensureSubscription()
                .expectComplete();
    }

    @Test
    void countsConnectionsAndRequests() {
        send("@work=0 one\n@work=0 two\n@what=3 three\n");
        expectAnswers("b1 one\nb1 two\nerror: unknown key @what; known is @work=DURATION\n");

        assertThat(connections.counts()).isEqualTo(new Backend.Counts(1, 1, 2));
    }

    private void refuse() {
        send("@what=2\n");
        expectAnswers("error: unknown key @what; known is @work=DURATION\n");
        answers.expectComplete();
    }

    private void send(String bytes) {
        client.sendNext(ByteString.fromString(bytes));
    }

    private void sendWhatIsDiscardedAtMost() {
        ByteString megabyte = ByteString.fromArrayUnsafe(new byte[1024 * 1024]);
        for (long sent = 0; sent < LineProtocol.MOST_DISCARDED_BYTES; sent += megabyte.length()) {
            client.sendNext(megabyte);
        }
    }

    /** The text may come in one batch or more. */
    private void expectAnswers(String text) {
        StringBuilder received = new StringBuilder();
        while (received.length() < text.length()) {
            received.append(answers.requestNext().utf8String());
        }
        assertThat(received).hasToString(text);
    }

    private void expectAllClosed() {
        KIT.createTestProbe()
                .awaitAssert(
                        () -> assertThat(connections.counts().openConnections()).isZero());
    }
}
