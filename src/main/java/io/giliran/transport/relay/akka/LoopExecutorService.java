package io.giliran.transport.relay.akka;

import io.giliran.transport.loop.EventLoop;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** An event loop in the form that Akka's dispatchers want. */
final class LoopExecutorService extends AbstractExecutorService {
    private final EventLoop loop;

    LoopExecutorService(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void shutdown() {
        loop.close();
    }

    @Override
    public List<Runnable> shutdownNow() {
        loop.close();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return loop.isClosed();
    }

    @Override
    public boolean isTerminated() {
        return loop.isClosed();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        loop.close();
        return true;
    }
}
