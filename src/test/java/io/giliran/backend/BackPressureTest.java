package io.giliran.backend;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Source;
import akka.stream.testkit.TestSubscriber;
import akka.stream.testkit.javadsl.TestSink;
import akka.util.ByteString;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How much of one connection the protocol takes in before it makes the client wait. */
final class BackPressureTest {
    private static final int PIPELINE = 4;
    private static final ActorTestKit KIT = ActorTestKit.create();

    private final ManualWorkers workers = new ManualWorkers();
    private final Connections connections = new Connections(SampleSettings.b1("pipeline = " + PIPELINE), workers);
    private final AtomicInteger chunksRead = new AtomicInteger();

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void takesInNoMoreRequestsThanThePipelineHolds() throws InterruptedException {
        workers.setFree(false);
        connect("a\nb\nc\nd\ne\nf\n", 1);
        ManualWorkers.Job first = workers.next();
        for (int request = 1; request < PIPELINE; request++) {
            workers.next();
        }

        first.done().run();

        workers.next();
        assertThat(workers.waiting()).isZero();
    }

    @Test
    void readsNoMoreWhileThePipelineIsFull() throws InterruptedException {
        workers.setFree(false);
        connect("request\n", 10_000);
        ManualWorkers.Job first = workers.next();
        for (int request = 1; request < PIPELINE; request++) {
            workers.next();
        }

        first.done().run();

        workers.next();
        assertThat(chunksRead).hasValue(PIPELINE + 1);
    }

    @Test
    void readsNoMoreWhileTheClientDoesNotTakeItsAnswers() {
        String message = "x".repeat(1_000);
        int answerBytes = "b1 ".length() + message.length() + 1;
        int chunks = 10_000;
        int mostHeld = LineProtocol.MOST_HELD_BYTES / answerBytes + 1;

        TestSubscriber.Probe<ByteString> answers = connect(message + "\n", chunks);
        KIT.createTestProbe()
                .awaitAssert(() -> assertThat(connections.counts().requests()).isGreaterThanOrEqualTo(mostHeld));

        assertThat(connections.counts().requests()).isEqualTo(mostHeld);
        long received = 0;
        while (received < (long) chunks * answerBytes) {
            ByteString batch = answers.requestNext();
            assertThat(batch.length()).isLessThanOrEqualTo(LineProtocol.MOST_HELD_BYTES + answerBytes);
            received += batch.length();
        }
        answers.request(1).expectComplete();
        assertThat(connections.counts().requests()).isEqualTo(chunks);
    }

    private TestSubscriber.Probe<ByteString> connect(String chunk, int times) {
        Source<ByteString, NotUsed> client = Source.repeat(ByteString.fromString(chunk))
                .take(times)
                .map(bytes -> {
                    chunksRead.incrementAndGet();
                    return bytes;
                });
        return client.via(connections.flow()).runWith(TestSink.create(KIT.system()), KIT.system());
    }
}
