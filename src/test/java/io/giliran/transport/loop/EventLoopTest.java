package io.giliran.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.CapturedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EventLoopTest {
    private static final long PATIENCE_SECONDS = 10;

    private final EventLoop loop = EventLoop.start("tested-loop");

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void runsTasksOfOthersInOrderOnItsOwnThread() throws Exception {
        List<String> ran = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            loop.execute(() -> ran.add(number + " on " + Thread.currentThread().getName()));
        }
        sync();

        assertThat(ran)
                .isEqualTo(IntStream.range(0, 1_000)
                        .mapToObj(i -> i + " on tested-loop")
                        .toList());
    }

    @Test
    void runsItsOwnTasksAfterThoseThatAlreadyWait() throws Exception {
        List<String> ran = new ArrayList<>();
        CountDownLatch bothAreThere = new CountDownLatch(1);
        CountDownLatch thirdRan = new CountDownLatch(1);
        loop.execute(() -> {
            awaitUninterruptibly(bothAreThere);
            loop.execute(() -> {
                ran.add("third");
                thirdRan.countDown();
            });
            ran.add("first");
        });
        loop.execute(() -> ran.add("second"));
        bothAreThere.countDown();
        assertThat(thirdRan.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        assertThat(ran).containsExactly("first", "second", "third");
    }

    @Test
    void losesNoTaskOfManyThreads() throws Exception {
        int threads = 4;
        int tasks = 20_000;
        int[] next = new int[threads];
        AtomicInteger outOfOrder = new AtomicInteger();
        List<Thread> callers = IntStream.range(0, threads)
                .mapToObj(caller -> new Thread(() -> {
                    for (int i = 0; i < tasks; i++) {
                        int number = i;
                        loop.execute(() -> {
                            if (next[caller]++ != number) {
                                outOfOrder.incrementAndGet();
                            }
                        });
                    }
                }))
                .toList();
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }
        sync();

        assertThat(next).containsOnly(tasks);
        assertThat(outOfOrder).hasValue(0);
    }

    @Test
    void knowsItsOwnThread() throws Exception {
        assertThat(loop.onLoop()).isFalse();
        CompletableFuture<Boolean> inside = new CompletableFuture<>();
        loop.execute(() -> inside.complete(loop.onLoop()));
        assertThat(inside.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTaskThatThrowsIsLoggedAndTheNextOnesRun() throws Exception {
        try (CapturedLog log = CapturedLog.of(EventLoop.class)) {
            RuntimeException failure = new IllegalStateException("this task fails");
            loop.execute(() -> {
                throw failure;
            });
            sync();

            assertThat(log.errors()).hasSize(1);
            assertThat(log.errors().get(0).getFormattedMessage())
                    .isEqualTo("a task on event loop [tested-loop] has failed");
            assertThat(log.errors().get(0).getThrowableProxy().getMessage()).isEqualTo("this task fails");
        }
    }

    @Test
    void tellsAHandlerWhenItsChannelIsReady() throws Exception {
        Pipe pipe = pipe();
        Recorder handler = new Recorder(pipe);
        register(pipe, handler);

        pipe.sink().write(ByteBuffer.wrap(new byte[] {7}));

        assertThat(handler.next()).isEqualTo("read 7 on tested-loop");
        pipe.sink().close();
    }

    @Test
    void aHandlerThatFailsLosesItsOwnChannelAlone() throws Exception {
        Pipe bad = pipe();
        Pipe good = pipe();
        Recorder badHandler = new Recorder(bad);
        Recorder goodHandler = new Recorder(good);
        badHandler.failure = new IOException("this channel fails");
        register(bad, badHandler);
        register(good, goodHandler);

        bad.sink().write(ByteBuffer.wrap(new byte[] {1}));
        assertThat(badHandler.next()).isEqualTo("failed java.io.IOException: this channel fails");
        good.sink().write(ByteBuffer.wrap(new byte[] {2}));
        assertThat(goodHandler.next()).isEqualTo("read 2 on tested-loop");
        assertThat(badHandler.told).isEmpty();
    }

    /** A channel that fails is part of life; a handler that throws is a fault of ours, and must not stay hidden. */
    @Test
    void aHandlerThatThrowsIsLoggedToo() throws Exception {
        try (CapturedLog log = CapturedLog.of(EventLoop.class)) {
            Pipe pipe = pipe();
            Recorder handler = new Recorder(pipe);
            handler.failure = new IllegalStateException("this handler fails");
            register(pipe, handler);

            pipe.sink().write(ByteBuffer.wrap(new byte[] {1}));

            assertThat(handler.next()).isEqualTo("failed java.lang.IllegalStateException: this handler fails");
            sync();
            assertThat(log.errors()).hasSize(1);
            assertThat(log.errors().get(0).getThrowableProxy().getMessage()).isEqualTo("this handler fails");
        }
    }

    @Test
    void aHandlerThatThrowsWhenItIsToldSoDoesNotEndTheLoop() throws Exception {
        try (CapturedLog log = CapturedLog.of(EventLoop.class)) {
            Pipe pipe = pipe();
            Recorder handler = new Recorder(pipe);
            handler.failure = new IOException("this channel fails");
            handler.secondFailure = new IllegalStateException("and so does its handler");
            register(pipe, handler);

            pipe.sink().write(ByteBuffer.wrap(new byte[] {1}));

            assertThat(handler.next()).isEqualTo("failed java.io.IOException: this channel fails");
            sync();
            assertThat(log.errors()).hasSize(1);
            assertThat(log.errors().get(0).getThrowableProxy().getMessage()).isEqualTo("and so does its handler");
        }
    }

    /** What is worse than an exception need not be the end of all connections. */
    @Test
    void survivesWhatOnlyConcernsOneTask() throws Exception {
        try (CapturedLog log = CapturedLog.of(EventLoop.class)) {
            List<Error> errors = List.of(
                    new AssertionError("wrong"),
                    new StackOverflowError("deep"),
                    new NoClassDefFoundError("missing"),
                    new OutOfMemoryError(
                            "Cannot reserve 262144 bytes of direct buffer memory (allocated: 1, limit: 1)"));
            for (Error error : errors) {
                loop.execute(() -> {
                    throw error;
                });
            }
            sync();

            assertThat(log.errors()).hasSize(errors.size());
            assertThat(loop.isClosed()).isFalse();
        }
    }

    @Test
    void diesOfWhatTheJvmMayNotSurviveAndSaysSo() throws Exception {
        BlockingQueue<Throwable> died = new LinkedBlockingQueue<>();
        try (CapturedLog log = CapturedLog.of(EventLoop.class);
                EventLoop mortal = EventLoop.start("mortal-loop", 1024, (thread, cause) -> died.add(cause))) {
            Error fatal = new OutOfMemoryError("Java heap space");
            mortal.execute(() -> {
                throw fatal;
            });

            assertThat(died.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isSameAs(fatal);
            assertThat(log.errors())
                    .singleElement()
                    .satisfies(error ->
                            assertThat(error.getFormattedMessage()).isEqualTo("event loop [mortal-loop] has died"));
            assertThat(mortal.isClosed()).isTrue();
            assertThatThrownBy(() -> mortal.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        }
    }

    /** The descriptor is free, and the other side told, without anything else happening on the loop. */
    @Test
    void closesAChannelSoon() throws Exception {
        Pipe pipe = pipe();
        CompletableFuture<SelectionKey> key = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                key.complete(loop.register(pipe.source(), SelectionKey.OP_READ, new Recorder(pipe)));
                loop.close(key.join());
            } catch (IOException failure) {
                key.completeExceptionally(failure);
            }
        });
        key.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (pipe.source().isOpen()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> pipe.sink().write(ByteBuffer.wrap(new byte[] {1})))
                .hasMessage("Broken pipe");
    }

    @Test
    void aTaskForTheNextCloseRunsOnceADescriptorIsFree() throws Exception {
        Pipe pipe = pipe();
        CompletableFuture<Boolean> stillOpen = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                SelectionKey key = loop.register(pipe.source(), SelectionKey.OP_READ, new Recorder(pipe));
                loop.afterNextClose(() -> stillOpen.complete(pipe.source().isOpen()));
                loop.execute(() -> loop.close(key));
            } catch (IOException failure) {
                stillOpen.completeExceptionally(failure);
            }
        });

        assertThat(stillOpen.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isFalse();
    }

    /** A task that hands itself in again and again leaves the others their turn. */
    @Test
    void channelsGetTheirTurnHoweverManyTasksThereAre() throws Exception {
        Pipe pipe = pipe();
        Recorder handler = new Recorder(pipe);
        register(pipe, handler);
        AtomicBoolean done = new AtomicBoolean();
        loop.execute(new Runnable() {
            @Override
            public void run() {
                if (!done.get()) {
                    loop.execute(this);
                }
            }
        });

        pipe.sink().write(ByteBuffer.wrap(new byte[] {3}));

        assertThat(handler.next()).isEqualTo("read 3 on tested-loop");
        done.set(true);
    }

    @Test
    void closeEndsTheThreadAndClosesItsChannels() throws Exception {
        Pipe pipe = pipe();
        register(pipe, new Recorder(pipe));
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        loop.execute(() -> thread.complete(Thread.currentThread()));

        loop.close();

        assertThat(thread.get(PATIENCE_SECONDS, TimeUnit.SECONDS).isAlive()).isFalse();
        assertThat(pipe.source().isOpen()).isFalse();
        assertThatThrownBy(() -> loop.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("the event loop tested-loop is closed");
    }

    @Test
    void mayBeClosedAgainAndByItself() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        loop.execute(() -> {
            loop.close();
            thread.complete(Thread.currentThread());
        });
        thread.get(PATIENCE_SECONDS, TimeUnit.SECONDS).join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));

        assertThat(thread.join().isAlive()).isFalse();
        loop.close();
    }

    @Test
    void closeDoesNotLoseAnInterrupt() {
        Thread.currentThread().interrupt();
        loop.close();
        assertThat(Thread.interrupted()).isTrue();
    }

    private Pipe pipe() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        return pipe;
    }

    private void register(Pipe pipe, EventLoop.Handler handler) throws Exception {
        CompletableFuture<SelectionKey> registered = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                registered.complete(loop.register(pipe.source(), SelectionKey.OP_READ, handler));
            } catch (IOException failure) {
                registered.completeExceptionally(failure);
            }
        });
        registered.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Returns when all tasks that were handed in before have run. */
    private void sync() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> done.complete(null));
        done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException wish) {
            throw new IllegalStateException(wish);
        }
    }

    /** Reads one byte at a time, or fails as it is told. */
    private static final class Recorder implements EventLoop.Handler {
        private final Pipe pipe;
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        private volatile Exception failure;
        private volatile RuntimeException secondFailure;

        Recorder(Pipe pipe) {
            this.pipe = pipe;
        }

        @Override
        public void ready(SelectionKey key) throws IOException {
            if (failure instanceof IOException failed) {
                throw failed;
            }
            if (failure instanceof RuntimeException failed) {
                throw failed;
            }
            ByteBuffer one = ByteBuffer.allocate(1);
            if (pipe.source().read(one) < 0) {
                pipe.source().close();
            } else {
                told.add("read " + one.get(0) + " on " + Thread.currentThread().getName());
            }
        }

        @Override
        public void failed(Throwable reason) {
            told.add("failed " + reason);
            try {
                pipe.source().close();
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
            if (secondFailure != null) {
                throw secondFailure;
            }
        }

        String next() throws InterruptedException {
            return told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
