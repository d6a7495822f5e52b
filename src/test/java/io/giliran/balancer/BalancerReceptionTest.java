package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.transport.Reception;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Places of a balancer that may have so many connections. Acceptors are names in the order in which they are woken. */
@Timeout(120)
final class BalancerReceptionTest {
    private static final TestInbox<RouterMessage> ROUTER = TestInbox.create();

    private final OpenConnections open = new OpenConnections(0);
    private final AccessLog log =
            AccessLog.open(SampleSettings.accessLog(Path.of("unused"), false, false, false, 1024));
    private final Reception reception = new BalancerReception(ROUTER.getRef(), log, open, SampleSettings.rules(""));
    private final List<String> woken = new ArrayList<>();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void thereAreAsManyPlacesAsConnectionsMayBeOpen() {
        open.allow(2);

        assertThat(reception.reserve()).isTrue();
        assertThat(reception.reserve()).isTrue();
        assertThat(reception.isOpen()).isFalse();
        assertThat(reception.reserve()).isFalse();
        reception.release();
        assertThat(reception.reserve()).isTrue();
        open.ended();
        assertThat(reception.isOpen()).isTrue();
    }

    @Test
    void eachPlaceThatBecomesFreeWakesOneAcceptorInTurn() {
        open.allow(2);
        reception.reserve();
        reception.reserve();
        waits("a");
        waits("b");
        waits("c");
        assertThat(woken).isEmpty();

        open.ended();
        assertThat(woken).containsExactly("a");
        reception.reserve();
        waits("a");
        open.ended();
        assertThat(woken).containsExactly("a", "b");
    }

    @Test
    void aPlaceForWhichNobodyIsThereWakesTheNextAcceptor() {
        open.allow(1);
        reception.reserve();
        waits("a");
        waits("b");

        open.ended();
        reception.reserve();
        reception.release();

        assertThat(woken).containsExactly("a", "b");
    }

    @Test
    void anAcceptorThatWaitsWhenAPlaceIsFreeAlreadyIsWokenAtOnce() {
        open.allow(1);
        waits("a");

        assertThat(woken).containsExactly("a");
    }

    @Test
    void aReloadThatAllowsMoreWakesAnAcceptorAndOneThatAllowsFewerNone() {
        open.allow(1);
        reception.reserve();
        waits("a");

        open.allow(0);
        assertThat(woken).isEmpty();
        open.allow(2);
        assertThat(woken).containsExactly("a");
        // There were two when one was allowed again: the first that ends frees no place.
        reception.reserve();
        open.allow(1);
        waits("b");
        open.ended();
        assertThat(woken).containsExactly("a");
        open.ended();
        assertThat(woken).containsExactly("a", "b");
    }

    /** Acceptors on four threads and three places: nobody sleeps while a place is free, and never are there more than three. */
    @Test
    void noWakeUpIsLostAndTheBoundIsNeverExceeded() throws Exception {
        int places = 3;
        int rounds = 20_000;
        open.allow(places);
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            running.add(threads.submit(() -> {
                Semaphore wake = new Semaphore(0);
                begin.await();
                for (int round = 0; round < rounds; round++) {
                    while (!reception.reserve()) {
                        reception.whenOpen(wake::release);
                        assertThat(wake.tryAcquire(60, TimeUnit.SECONDS))
                                .as("woken")
                                .isTrue();
                    }
                    most.accumulateAndGet(taken.incrementAndGet(), Math::max);
                    taken.decrementAndGet();
                    open.ended();
                }
                return null;
            }));
        }
        begin.countDown();
        try {
            for (Future<?> each : running) {
                each.get(100, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(most.get()).isBetween(1, places);
        assertThat(open.all()).isZero();
    }

    private void waits(String acceptor) {
        reception.whenOpen(() -> woken.add(acceptor));
    }
}
