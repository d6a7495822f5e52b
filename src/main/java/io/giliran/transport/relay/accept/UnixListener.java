package io.giliran.transport.relay.accept;

import io.giliran.transport.Listener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Listening Unix socket with its acceptors, each on its loop. Thread-safe. */
public final class UnixListener implements Listener {
    private record Accepting(Acceptor acceptor, Executor loop) {}

    private final UnixDomainSocketAddress address;
    private final UnixSocketFile file;
    private final List<Accepting> acceptors = new CopyOnWriteArrayList<>();

    public UnixListener(UnixDomainSocketAddress address, UnixSocketFile file) {
        this.address = address;
        this.file = file;
    }

    /** Has one more accept; on its loop. */
    public void accept(Acceptor acceptor, Executor loop) {
        try {
            acceptor.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(String.valueOf(failure.getMessage()), failure);
        }
        acceptors.add(new Accepting(acceptor, loop));
    }

    @Override
    public UnixDomainSocketAddress address() {
        return address;
    }

    @Override
    public CompletionStage<?> unbind() {
        file.remove();
        return onLoops(Acceptor::stop)
                .thenRun(this::close)
                // Each loop's next round forgets the channel, and the last one closes it.
                .thenCompose(closed -> onLoops(acceptor -> {}))
                .thenCompose(waited -> onLoops(acceptor -> {}));
    }

    private void close() {
        try {
            file.channel().close();
        } catch (IOException failure) {
            throw new UncheckedIOException(String.valueOf(failure.getMessage()), failure);
        }
    }

    private CompletableFuture<Void> onLoops(Consumer<Acceptor> task) {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (Accepting each : acceptors) {
            done.add(CompletableFuture.runAsync(() -> task.accept(each.acceptor()), each.loop()));
        }
        return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new));
    }
}
