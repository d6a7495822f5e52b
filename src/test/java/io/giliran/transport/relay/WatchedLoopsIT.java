package io.giliran.transport.relay;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.giliran.CapturedLog;
import io.giliran.ChildProgram;
import io.giliran.transport.loop.LoopWatchdog;
import io.giliran.transport.relay.akka.LoopThatDies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay's loop that is blocked, or dies, does not stay unnoticed. */
@Timeout(60)
final class WatchedLoopsIT {
    private static final int FATAL = 255;

    @TempDir
    Path folder;

    @Test
    void aBlockedLoopIsReportedAsConfigured() {
        ActorTestKit kit = ActorTestKit.create(
                "watched",
                ConfigFactory.parseString("giliran.loop-dispatcher.blocked-after = 20ms")
                        .withFallback(ConfigFactory.load()));
        CountDownLatch release = new CountDownLatch(1);
        try (CapturedLog log = CapturedLog.of(LoopWatchdog.class)) {
            RelayPlane plane = new RelayPlane(kit.system());
            // An actor on the loop comes after the loop's keeper.
            kit.system()
                    .systemActorOf(
                            Behaviors.<Void>setup(context -> blockUntil(release)), "blocking", plane.dispatcher());

            awaitLines(log::warnings, 1);
            assertThat(log.warnings().get(0))
                    .startsWith("event loop [giliran.loop-dispatcher] has been in one round for ")
                    .doesNotContain("\n");
            release.countDown();
            awaitLines(log::infos, 1);
            assertThat(log.infos().get(0)).startsWith("event loop [giliran.loop-dispatcher] goes on after ");
        } finally {
            release.countDown();
            kit.shutdownTestKit();
        }
    }

    /** As with every thread of Akka's: a balancer without its loop would be there and serve nobody. */
    @Test
    void aLoopThatDiesEndsTheProcessAndSaysWhy() throws Exception {
        try (ChildProgram program = ChildProgram.ofClass(LoopThatDies.class.getName(), folder, List.of())) {
            assertThat(program.awaitExit()).isEqualTo(FATAL);
            assertThat(program.err())
                    .contains("event loop [giliran.loop-dispatcher] has died")
                    .contains("java.lang.InternalError: the end of this loop");
        }
    }

    private static void awaitLines(Supplier<List<String>> lines, int count) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (lines.get().size() < count) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private static Behavior<Void> blockUntil(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException wish) {
            throw new IllegalStateException(wish);
        }
        return Behaviors.stopped();
    }
}
