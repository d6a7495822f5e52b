package io.giliran.balancer;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.loop.EventLoop;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import reactor.blockhound.BlockHound;

/**
 * A program that has a balancer serve all kinds of clients and prints each blocking call that was made on an event loop,
 * and then, to show that it would have seen one, those of a task that blocks.
 */
final class BlockingCallsOnLoops {
    static final String SERVED = "served: ";
    static final String BLOCKED = "blocked: ";

    private static final int CLIENTS = 500;
    private static final Set<String> CALLS = ConcurrentHashMap.newKeySet();

    private BlockingCallsOnLoops() {}

    public static void main(String[] args) throws Exception {
        BlockHound.builder()
                .nonBlockingThreadPredicate(others -> others.or(BlockingCallsOnLoops::isLoop))
                .blockingMethodCallback(method -> CALLS.add(method + " by " + callers()))
                // Once for each class, and then never again.
                .allowBlockingCallsInside(ClassLoader.class.getName(), "loadClass")
                .install();
        ActorTestKit kit = ActorTestKit.create("blocking", ConfigFactory.load());
        try {
            System.out.println(SERVED + serve(kit));
            CALLS.forEach(call -> System.out.println(BLOCKED + call));
            CALLS.clear();
            blockOnALoop();
            System.out.println("seen: " + CALLS);
        } finally {
            kit.shutdownTestKit();
        }
    }

    private static boolean isLoop(Thread thread) {
        return thread.getName().contains("loop-dispatcher");
    }

    private static String callers() {
        return StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::toStackTraceElement)
                        .filter(frame -> frame.getClassName().contains("giliran")
                                || frame.getClassName().contains("akka"))
                        .limit(4)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining(" < ")));
    }

    /** Served in order, reset, finished half-way, and cut at the end. */
    private static int serve(ActorTestKit kit) throws Exception {
        // Whoever starts this program gives it a folder of its own to run in.
        Path logs = Path.of("").toAbsolutePath();
        int served = 0;
        BalancerUnderTest balancer = new BalancerUnderTest(kit, "relay", 2, logs);
        balancer.server("b1");
        balancer.refusing("refusing");
        balancer.server("b2");
        balancer.start();
        for (int i = 0; i < CLIENTS; i++) {
            ServedClient client = balancer.connect();
            if (i % 5 == 0) {
                client.peer().reset();
            } else {
                client.peer().send("hello\n");
                client.peer().close();
            }
            served++;
        }
        List<ServedClient> open = balancer.connect(50);
        balancer.stop();
        for (ServedClient client : open) {
            client.peer().expectReset();
        }
        balancer.end();
        return served;
    }

    private static void blockOnALoop() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        try (EventLoop loop = EventLoop.start("tested-loop-dispatcher")) {
            loop.execute(() -> {
                try {
                    Thread.sleep(1);
                } catch (InterruptedException wish) {
                    throw new IllegalStateException(wish);
                } finally {
                    blocked.countDown();
                }
            });
            blocked.await();
        }
    }
}
