package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.relay.RelayPlane;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * A data plane that listens, and threads to play its peers. After every test each relay has ended once, has told nothing
 * after that, and no thread of ours and no socket is left.
 */
@Timeout(180)
abstract class PlaneFixture {
    static final Duration STANDSTILL = Duration.ofMillis(500);
    static final long MIB = 1024 * 1024;
    private static final long DEADLINE_SECONDS = 50;

    final ExecutorService threads = Executors.newCachedThreadPool();
    PlaneUnderTest plane;

    /** The plane that has to keep it; one for all tests of a class. */
    protected abstract DataPlane dataPlane();

    /** Whether it has the feature; what it lacks is not asked of it. */
    protected boolean supports(PlaneFeature feature) {
        return true;
    }

    /** How it listens. */
    protected ListenerOptions options() {
        return PlaneUnderTest.ONE_LOOP;
    }

    /** Which of its legs are Unix sockets; the others are of TCP. */
    protected Set<Leg> unixLegs() {
        return Set.of();
    }

    /** What the plane's peers speak. */
    protected TlsPeers tls() {
        return TlsPeers.NONE;
    }

    @BeforeEach
    final void listen() throws Exception {
        plane = new PlaneUnderTest(dataPlane(), options(), unixLegs(), tls());
    }

    @AfterEach
    final void nothingIsLeftBehind() throws Exception {
        plane.end();
        if (dataPlane() instanceof RelayPlane relay) {
            Await.equal("chunks held by relays that have ended", 0, relay::chunksLent);
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(DEADLINE_SECONDS, TimeUnit.SECONDS))
                .as("no thread left behind")
                .isTrue();
    }

    /** Heap and direct buffers, without garbage. */
    static long usedMemory() {
        System.gc();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return direct + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Runs the parts at the same time, each on a thread of its own, until all of them are through. */
    void together(Part... parts) throws Exception {
        for (Future<?> part : inBackground(List.of(parts))) {
            get(part);
        }
    }

    List<Future<?>> inBackground(List<Part> parts) {
        List<Future<?>> running = new ArrayList<>();
        for (Part part : parts) {
            running.add(inBackground(part));
        }
        return running;
    }

    Future<?> inBackground(Part part) {
        return threads.submit(() -> {
            part.play();
            return null;
        });
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Part of a dialogue that one thread plays with a peer. */
    @FunctionalInterface
    interface Part {
        void play() throws Exception;
    }
}
