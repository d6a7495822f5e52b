package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.health.HealthListener.Change;
import io.giliran.policy.Backend;
import io.giliran.transport.Await;
import io.giliran.transport.ScriptedPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backend gets a {@code kill -9} while clients come and go, and another one begins in its place. */
@Timeout(120)
final class KilledBackendIT {
    private static final ActorTestKit KIT = ActorTestKit.create("killed", ConfigFactory.load());
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final int FALL = 3;
    /** For what a busy machine takes until a check that is due is made. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private static final Duration SLOW_START = Duration.ofSeconds(4);
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);
    private static final int PARTS = 8;
    /** Of its weight; then it grows evenly, in 20 steps. */
    private static final double FIRST_PART = 0.1;

    private static final double STEP = 1 / 20.0;
    /** Picks that a busy machine comes to, too; most often there are thousands. */
    private static final int FEWEST = 20;

    private static final long CLIENT_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private record Pick(long nanos, String backend) {}

    private record Told(long nanos, Change change) {}

    /** Events of the balancer with their times; of health events only those of b2. */
    private static final class Journal implements BalancerObserver {
        final ConcurrentLinkedQueue<Pick> picks = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<Told> health = new ConcurrentLinkedQueue<>();
        /** Before its first check a backend that fails is down at once. */
        volatile boolean passed;

        @Override
        public void picked(String policy, Backend backend) {
            picks.add(new Pick(System.nanoTime(), backend.name()));
        }

        @Override
        public void checked(String backend, String result, long nanos) {
            if (backend.equals("b2") && result.equals("L4OK")) {
                passed = true;
            }
        }

        @Override
        public void healthChanged(String backend, Change change) {
            if (backend.equals("b2")) {
                health.add(new Told(System.nanoTime(), change));
            }
        }

        boolean has(Change change) {
            return health.stream().anyMatch(told -> told.change() == change);
        }

        long when(Change change) {
            return health.stream()
                    .filter(told -> told.change() == change)
                    .findFirst()
                    .orElseThrow()
                    .nanos();
        }

        List<Pick> between(long from, long until) {
            return picks.stream()
                    .filter(pick -> pick.nanos() >= from && pick.nanos() < until)
                    .toList();
        }
    }

    @TempDir
    private Path logs;

    private BalancerUnderTest balancer;
    private final Journal journal = new Journal();
    private volatile boolean enough;

    @AfterAll
    static void stopSystem() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void prepare() {
        enough = false;
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        balancer.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"relay", "streams"})
    void isNoticedInTimeLeftAloneAndComesBackSlowly(String dataPlane) throws Exception {
        balancer = new BalancerUnderTest(KIT, dataPlane, 1, logs);
        balancer.observe(journal);
        balancer.change(
                "ejection.enabled = off, slow-start = " + SLOW_START.toMillis() + "ms, health { checks = on, fall = "
                        + FALL + ", rise = 2, jitter = 0, interval = " + INTERVAL.toMillis()
                        + "ms, fast-interval = 50ms, down-interval = 200ms, timeout = " + TIMEOUT.toMillis() + "ms }");
        balancer.server("b1");
        BackendProcess victim = new BackendProcess("b2");
        InetSocketAddress place = victim.address();
        balancer.backend("b2", place, 1);
        balancer.server("b3");
        balancer.start();
        Thread clients = new Thread(this::keepComing, "clients");
        try {
            clients.start();
            Await.equal(
                    "b2 is checked and picked",
                    true,
                    () -> journal.passed
                            && journal.picks.stream()
                                    .anyMatch(pick -> pick.backend().equals("b2")));

            long killed = System.nanoTime();
            victim.kill();
            Await.equal("b2 is down", true, () -> journal.has(Change.DOWN));
            try (BackendProcess another = new BackendProcess("b2", place)) {
                Await.equal("b2 is up", true, () -> journal.has(Change.UP));
                long full =
                        journal.when(Change.UP) + SLOW_START.plus(AFTERWARDS).toNanos();
                Await.equal("its start is over", true, () -> System.nanoTime() > full);
                enough = true;
                clients.join();
            }
            isNoticedInTime(killed);
        } finally {
            enough = true;
            clients.join();
            victim.close();
        }
        isLeftAloneWhileDown();
        itsShareGrowsAsItsWeightDoes();
    }

    private void isNoticedInTime(long killed) {
        long noticed = journal.when(Change.GOING_DOWN);
        long down = journal.when(Change.DOWN);
        assertThat(Duration.ofNanos(noticed - killed))
                .as("from the kill to the first failed check")
                .isLessThan(INTERVAL.plus(TIMEOUT).plus(SLACK));
        assertThat(Duration.ofNanos(down - noticed))
                .as("from the first failed check to down")
                .isLessThan(INTERVAL.multipliedBy(FALL).plus(TIMEOUT));
    }

    private void isLeftAloneWhileDown() {
        List<Pick> whileDown = journal.between(journal.when(Change.DOWN), journal.when(Change.UP));
        assertThat(whileDown)
                .hasSizeGreaterThan(FEWEST)
                .extracting(Pick::backend)
                .containsOnly("b1", "b3");
    }

    /**
     * Round robin is exact but for one turn after each change of the weights, of which there are at most four in an eighth
     * of the start. So in each the share lies between those that its weight asks for a step before its begin and at its
     * end, but for five picks; of the few that a busy machine comes to those are a large part.
     */
    private void itsShareGrowsAsItsWeightDoes() {
        long up = journal.when(Change.UP);
        long part = SLOW_START.toNanos() / PARTS;
        assertThat(journal.between(up, up + SLOW_START.toNanos())).hasSizeGreaterThan(FEWEST);
        double before = 0;
        for (int i = 0; i < PARTS; i++) {
            List<Pick> picks = journal.between(up + i * part, up + (i + 1) * part);
            if (picks.isEmpty()) {
                continue;
            }
            double noise = 5.0 / picks.size();
            double share =
                    picks.stream().filter(pick -> pick.backend().equals("b2")).count() / (double) picks.size();
            assertThat(share)
                    .as("share of b2 in part %d of its start, of %d picks", i, picks.size())
                    .isBetween(shareAt((double) i / PARTS - STEP) - noise, shareAt((i + 1.0) / PARTS) + noise)
                    .isGreaterThan(before - noise);
            before = share;
        }
        List<Pick> after = journal.between(up + SLOW_START.toNanos() + AFTERWARDS.toNanos() / 2, Long.MAX_VALUE);
        double even = after.size() / 3.0;
        assertThat(after)
                .extracting(Pick::backend)
                .filteredOn("b2"::equals)
                .hasSizeBetween((int) even - 5, (int) even + 5);
    }

    /** Of a backend among two others, when so much of its start is over. */
    private static double shareAt(double time) {
        double weight = Math.max(FIRST_PART, Math.min(1, time));
        return weight / (weight + 2);
    }

    /** One client after the other, each with one line. All are served, but for those that b2 takes along. */
    private void keepComing() {
        long next = System.nanoTime();
        while (!enough) {
            try (ScriptedPeer client = ScriptedPeer.connect(balancer.address(), 0)) {
                client.send("hello\n");
                client.readLine();
            } catch (IOException | AssertionError killedWithIt) {
                // Its backend was killed while it was served.
            }
            next = Math.max(next + CLIENT_EVERY_NANOS, System.nanoTime());
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }
}
