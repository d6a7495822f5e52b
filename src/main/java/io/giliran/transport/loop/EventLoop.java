package io.giliran.transport.loop;

import io.giliran.supervision.BoundedLog;
import io.giliran.supervision.MemoryReserve;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A thread that waits on a selector and runs what is ready: channels, and tasks handed in from any thread. Nothing that runs on
 * it may block.
 *
 * <p>A handler or task that throws is logged and, for a channel, ends that channel alone; the loop lives.
 */
public final class EventLoop implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final int DEFAULT_BUFFER_BYTES = 64 * 1024;
    /** Bytes that may be moved in a round: some milliseconds of copying. */
    private static final long BYTES_A_ROUND = 4L * 1024 * 1024;
    /** Tasks in a row before channels get their turn again. */
    private static final int TASKS_A_ROUND = 256;

    /** Receives the readiness of a channel, on the loop's thread. */
    public interface Handler {
        void ready(SelectionKey key) throws IOException;

        /**
         * Whether the handler wants to know of a reset while it awaits nothing of the channel; asked about once a second. A
         * reset shows as ready for {@code OP_CONNECT}, and so does the end of a channel of which both directions are finished.
         */
        default boolean asksForReset() {
            return false;
        }

        /** Called in place of throwing on: the channel has failed or its handler has thrown. */
        void failed(Throwable failure);
    }

    private static final class LoopThread extends Thread {
        private final EventLoop loop;

        LoopThread(EventLoop loop, String name) {
            super(loop::run, name);
            this.loop = loop;
        }
    }

    private final BoundedLog faults = new BoundedLog(LOG, Level.ERROR, System::nanoTime);
    private final Selector selector;
    private final ResetProbe resets;
    /** Made once; a method reference in the loop would be an object a round. */
    private final Consumer<SelectionKey> dispatcher = this::dispatch;

    private final Queue<Runnable> handedIn = new ConcurrentLinkedQueue<>();
    /** Tasks that the loop's own thread hands in: the common case, and the cheap one. */
    private final ArrayDeque<Runnable> own = new ArrayDeque<>();

    /** Channels whose keys are cancelled. */
    private final ArrayDeque<SelectableChannel> leaving = new ArrayDeque<>();

    /** Run once the next channel is closed. */
    private final ArrayDeque<Runnable> afterClose = new ArrayDeque<>(0);

    private final AtomicBoolean wakeUpPending = new AtomicBoolean();
    private final ByteBuffer readBuffer;
    private final LoopThread thread;
    /** Number of the loop's round: odd while the loop works, even while it waits for events. */
    private final AtomicInteger turn = new AtomicInteger(1);

    private int ownTurn = 1;
    private long movedBytes;
    private int clockTurn;
    private long roundNanos;
    private volatile boolean closed;

    private EventLoop(String name, int bufferBytes) {
        try {
            selector = Selector.open();
            writeOnce();
        } catch (IOException failure) {
            throw new UncheckedIOException("no selector can be opened", failure);
        }
        resets = new ResetProbe(selector);
        readBuffer = ByteBuffer.allocateDirect(bufferBytes);
        thread = new LoopThread(this, name);
        thread.setDaemon(true);
    }

    /**
     * The JDK opens descriptors of its own at the first write of a process. If none were left at that moment, no channel
     * could ever be written to again.
     */
    private static void writeOnce() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
        pipe.sink().close();
        pipe.source().close();
    }

    /** Starts a loop whose thread has the given name. */
    public static EventLoop start(String name) {
        return start(name, DEFAULT_BUFFER_BYTES);
    }

    /**
     * Starts a loop whose thread has the given name.
     *
     * @param bufferBytes how much is read at once from one channel
     */
    public static EventLoop start(String name, int bufferBytes) {
        return start(name, bufferBytes, null);
    }

    /**
     * Starts a loop whose thread has the given name.
     *
     * @param bufferBytes how much is read at once from one channel
     * @param died receives what the loop has died of, always an {@link Error}; null leaves it to the JVM's default
     */
    public static EventLoop start(String name, int bufferBytes, Thread.@Nullable UncaughtExceptionHandler died) {
        EventLoop loop = new EventLoop(name, bufferBytes);
        loop.thread.setUncaughtExceptionHandler(died);
        loop.thread.start();
        return loop;
    }

    /** The loop whose thread is the caller; null when it is none. */
    public static @Nullable EventLoop current() {
        return Thread.currentThread() instanceof LoopThread thread ? thread.loop : null;
    }

    /**
     * Runs the task on the loop's thread; may be called from any thread. Tasks of one thread run in the order in which they
     * were handed in.
     *
     * @throws RejectedExecutionException when the loop is closed
     */
    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the event loop " + name() + " is closed");
        }
        if (onLoop()) {
            own.add(task);
            return;
        }
        handedIn.add(task);
        if (wakeUpPending.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /** Whether the caller is the loop's own thread. */
    public boolean onLoop() {
        return Thread.currentThread() == thread;
    }

    public boolean isClosed() {
        return closed;
    }

    /** The name of its thread. */
    public String name() {
        return thread.getName();
    }

    /** The round that the loop is in; from any thread. */
    int turn() {
        return turn.getAcquire();
    }

    /** Whether a loop in that round waits for something to do. */
    static boolean isWaiting(int turn) {
        return turn % 2 == 0;
    }

    /**
     * The time in this round, by {@link System#nanoTime()}: read when it is first asked for, so that the clock costs
     * little whatever the round moves. On the loop's thread only.
     */
    public long roundNanos() {
        if (clockTurn != ownTurn) {
            clockTurn = ownTurn;
            roundNanos = System.nanoTime();
        }
        return roundNanos;
    }

    /** Counts bytes that were moved in this round. On the loop's thread only. */
    public void moved(int bytes) {
        movedBytes += bytes;
    }

    /**
     * Whether this round has moved as much as a round should: whoever comes later in it moves little, so that nobody waits
     * long for the next round, however many connections have much to move. On the loop's thread only.
     */
    public boolean hasMovedEnough() {
        return movedBytes >= BYTES_A_ROUND;
    }

    /** Stack of the loop's thread at this moment. Thread-safe. */
    StackTraceElement[] stackTrace() {
        return thread.getStackTrace();
    }

    /** Watches a channel; on the loop's thread only. */
    public SelectionKey register(SelectableChannel channel, int interest, Handler handler) throws IOException {
        return channel.register(selector, interest, handler);
    }

    /**
     * Must be called when the interest of a channel has become empty, see {@link Handler#asksForReset}; on the loop's thread
     * only.
     */
    public void nothingAwaited() {
        if (!resets.isArmed()) {
            resets.arm(System.nanoTime());
        }
    }

    /**
     * Closes a watched channel within the next round, once the selector has let go of it. A channel that is closed
     * while it is watched costs two system calls more, and keeps its descriptor as long. On the loop's thread only.
     */
    public void close(SelectionKey key) {
        key.cancel();
        leaving.add(key.channel());
    }

    /** Runs the task once, after a watched channel is closed: then a descriptor is free. On the loop's thread only. */
    public void afterNextClose(Runnable task) {
        afterClose.add(task);
    }

    /** The buffer shared by all reads on the loop's thread; its content lasts until the next read. */
    public ByteBuffer readBuffer() {
        return readBuffer.clear();
    }

    /** Stops the loop and closes every channel on it; returns when the thread has ended, unless it is the caller. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        boolean interrupted = false;
        while (!onLoop() && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException wish) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the loop as soon as it gets through its round, if ever, and does not wait for that. */
    public void abandon() {
        closed = true;
        selector.wakeup();
    }

    /** Whether its thread has not ended yet. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        try {
            while (!closed) {
                int letGo = leaving.size();
                long now = resets.isArmed() ? System.nanoTime() : 0;
                boolean asking = resets.isArmed() && resets.ask(now);
                if (!asking && letGo == 0 && own.isEmpty() && handedIn.isEmpty()) {
                    enterTurn(ownTurn + 1);
                    selector.select(dispatcher, resets.mostMillis(now));
                    endWaiting();
                } else {
                    enterTurn(ownTurn + 2);
                    selector.selectNow(dispatcher);
                }
                if (asking) {
                    resets.answered();
                }
                closeLeaving(letGo);
                wakeUpPending.set(false);
                runTasks(own);
                runTasks(handedIn);
                // An interrupt that a task has left behind would end every wait at once.
                Thread.interrupted();
            }
        } catch (IOException | ClosedSelectorException failure) {
            LOG.error("event loop [{}] has died", name(), failure);
            throw new InternalError("event loop [" + name() + "] has died", failure);
        } catch (Error failure) {
            MemoryReserve.failed(failure);
            LOG.error("event loop [{}] has died", name(), failure);
            throw failure;
        } finally {
            closed = true;
            closeChannels();
        }
    }

    private void enterTurn(int next) {
        ownTurn = next;
        movedBytes = 0;
        turn.setRelease(next);
    }

    private void endWaiting() {
        if (isWaiting(ownTurn)) {
            enterTurn(ownTurn + 1);
        }
    }

    /** Calls a channel's handler as if the channel were readable. On the loop's thread only, and by none of its handlers. */
    public void callReadable(SelectionKey key) {
        call(key, new ReadableKey(key));
    }

    private void dispatch(SelectionKey key) {
        endWaiting();
        call(key, key);
    }

    private void call(SelectionKey key, SelectionKey asked) {
        if (!key.isValid()) {
            // Its channel was closed by another handler of this round.
            return;
        }
        Handler handler = (Handler) key.attachment();
        try {
            handler.ready(asked);
        } catch (IOException failure) {
            tellFailed(handler, failure);
        } catch (Throwable failure) {
            survive(failure, "a handler on event loop [{}] has failed");
            tellFailed(handler, failure);
        }
    }

    private void tellFailed(Handler handler, Throwable failure) {
        try {
            handler.failed(failure);
        } catch (Throwable another) {
            survive(another, "a handler on event loop [{}] has failed when it was told of a failure");
        }
    }

    /**
     * Logs what has gone wrong with one channel or task, and has the loop die of what the JVM cannot be trusted to
     * survive. A recursion that was too deep is not that, nor a buffer for which there was no direct memory left.
     */
    private void survive(Throwable failure, String words) {
        if (failure instanceof VirtualMachineError error
                && !(error instanceof StackOverflowError)
                && !String.valueOf(error.getMessage()).contains("direct buffer memory")) {
            throw error;
        }
        faults.write(words, name(), failure);
    }

    private void runTasks(Queue<Runnable> tasks) {
        for (int i = 0; i < TASKS_A_ROUND; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (Throwable failure) {
                survive(failure, "a task on event loop [{}] has failed");
            }
        }
    }

    private void closeLeaving(int count) {
        for (int i = 0; i < count; i++) {
            close(leaving.remove());
        }
        if (count > 0 && !afterClose.isEmpty()) {
            own.addAll(afterClose);
            afterClose.clear();
        }
    }

    private static void close(SelectableChannel channel) {
        try {
            channel.close();
        } catch (IOException failure) {
            LOG.debug("closing a channel has failed", failure);
        }
    }

    private void closeChannels() {
        closeLeaving(leaving.size());
        for (SelectionKey key : selector.keys()) {
            close(key.channel());
        }
        try {
            selector.close();
        } catch (IOException failure) {
            LOG.debug("closing the selector has failed", failure);
        }
    }
}
