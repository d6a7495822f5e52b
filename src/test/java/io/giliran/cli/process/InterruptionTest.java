package io.giliran.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A system that takes its time to stop: how long the end of the JVM waits for it. */
final class InterruptionTest {
    private static final Duration MARGIN = Duration.ofMillis(50);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final Interruption<String> interruption = new Interruption<>("stop", MARGIN);

    @Test
    void itWaitsAsLongAsTheSystemIsAllowed() throws Exception {
        ActorSystem<String> system = ActorSystem.create(guardian(), "slow", ConfigFactory.load());
        interruption.of(system);
        Thread end = new Thread(interruption::end);
        end.start();
        asked.await();
        interruption.allow(Duration.ofHours(1));

        // Twenty margins, in which it has to wait on.
        end.join(20 * MARGIN.toMillis());
        assertThat(end.isAlive()).isTrue();
        system.tell("end");
        end.join(TimeUnit.SECONDS.toMillis(60));
        assertThat(end.isAlive()).isFalse();
    }

    @Test
    void itGivesUpASystemThatHangs() throws Exception {
        ActorSystem<String> system = ActorSystem.create(guardian(), "hanging", ConfigFactory.load());
        interruption.of(system);

        Thread end = new Thread(interruption::end);
        end.start();
        end.join(TimeUnit.SECONDS.toMillis(60));
        assertThat(end.isAlive()).isFalse();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void withoutASystemThereIsNothingToWaitFor() {
        interruption.end();
    }

    private Behavior<String> guardian() {
        return Behaviors.receiveMessage(message -> {
            if (message.equals("end")) {
                return Behaviors.stopped();
            }
            asked.countDown();
            return Behaviors.same();
        });
    }
}
