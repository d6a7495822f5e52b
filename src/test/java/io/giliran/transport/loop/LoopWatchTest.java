package io.giliran.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.giliran.CapturedLog;
import io.giliran.supervision.Part;
import io.giliran.supervision.Parts;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The looks are made by the test. */
final class LoopWatchTest {
    private final ActorTestKit testKit = ActorTestKit.create();
    private final EventLoop loop = EventLoop.start("watched-loop");
    private final LoopWatch watch = LoopWatch.begin(testKit.system(), loop, Duration.ofHours(1));
    private final CapturedLog log = CapturedLog.of(Part.class);

    @AfterEach
    void close() {
        watch.close();
        loop.close();
        log.close();
        testKit.shutdownTestKit();
    }

    @Test
    void aLoopThatEndsWhileItIsWatchedHasFailed() {
        loop.close();
        watch.look(0);

        assertThat(Parts.of(testKit.system()).all()).singleElement().matches(part -> part.state() == Part.State.FAILED);
        assertThat(log.errors())
                .singleElement()
                .asString()
                .contains("event loop watched-loop has failed", "its thread has ended");
    }

    /** The timer may have handed a look to its dispatcher when the watch is closed. */
    @Test
    void aLookThatComesAfterTheWatchWasClosedReportsNothing() {
        watch.close();
        loop.close();
        watch.look(0);

        assertThat(Parts.of(testKit.system()).all()).isEmpty();
        assertThat(log.errors()).isEmpty();
    }
}
