package io.giliran.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.settings.FileBeingRead;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TimedReadsTest {
    private static final Duration AT_ONCE = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final CountDownLatch writer = new CountDownLatch(1);
    private final TimedReads reads = new TimedReads("the configuration", 2);

    @AfterEach
    void release() {
        writer.countDown();
    }

    @Test
    void whatIsReadInTimeIsHandedOn() throws Exception {
        assertThat(get(reads.read(() -> "text", LONG))).isEqualTo("text");
        assertThatThrownBy(() -> get(reads.read(
                        () -> {
                            throw new IllegalStateException("unreadable");
                        },
                        LONG)))
                .hasRootCauseMessage("unreadable");
    }

    @Test
    void aReadThatHangsIsGivenUpAndTheFileIsNamed() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        CompletionStage<String> read = reads.read(() -> hang(opened), Duration.ofSeconds(1));
        opened.await();
        assertThatThrownBy(() -> get(read))
                .hasRootCauseInstanceOf(TimedReads.Hangs.class)
                .rootCause()
                .hasMessage("the configuration could not be read within 1000 ms; it hangs at /etc/fifo.conf;"
                        + " a FIFO without a writer or a file server that does not answer can be why");
    }

    @Test
    void threadsThatHangAreBoundedAndComeBack() throws Exception {
        CountDownLatch opened = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            CompletionStage<String> read = reads.read(() -> hang(opened), AT_ONCE);
            assertThatThrownBy(() -> get(read)).hasRootCauseInstanceOf(TimedReads.Hangs.class);
        }
        assertThatThrownBy(() -> get(reads.read(() -> "text", LONG)))
                .rootCause()
                .hasMessage("the configuration is not read again: 2 reads hang still; mend what they wait for,"
                        + " or restart the process");
        opened.await();

        writer.countDown();
        awaitRead();
    }

    /** Both threads that hung end soon, and then there is room again. */
    private void awaitRead() throws Exception {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (true) {
            try {
                assertThat(get(reads.read(() -> "text", LONG))).isEqualTo("text");
                return;
            } catch (java.util.concurrent.ExecutionException full) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.yield();
            }
        }
    }

    private String hang(CountDownLatch opened) {
        FileBeingRead.note("/etc/fifo.conf");
        opened.countDown();
        try {
            writer.await();
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
        return "late";
    }

    private static String get(CompletionStage<String> read) throws Exception {
        return read.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
