package io.giliran.backend;

import akka.Done;
import akka.stream.stage.AsyncCallback;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The connections of one backend: ends them all when told to, and counts what they do. Told from their own threads. */
final class LiveConnections {
    private final Set<AsyncCallback<Done>> open = ConcurrentHashMap.newKeySet();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder served = new LongAdder();

    private final CompletableFuture<Done> allClosed = new CompletableFuture<>();
    private volatile boolean isClosing;

    /**
     * A connection has begun.
     *
     * @param close ends it; also its identity here
     */
    void opened(AsyncCallback<Done> close) {
        accepted.increment();
        open.add(close);
        if (isClosing) {
            close.invoke(Done.getInstance());
        }
    }

    /** A connection has ended. */
    void closed(AsyncCallback<Done> close) {
        open.remove(close);
        completeWhenNoneIsOpen();
    }

    void requestServed() {
        served.increment();
    }

    /** Ends every connection, also those that begin later; completes when none is open. */
    CompletionStage<Done> closeAll() {
        isClosing = true;
        open.forEach(close -> close.invoke(Done.getInstance()));
        completeWhenNoneIsOpen();
        return allClosed;
    }

    Backend.Counts counts() {
        return new Backend.Counts(accepted.sum(), open.size(), served.sum());
    }

    private void completeWhenNoneIsOpen() {
        if (isClosing && open.isEmpty()) {
            allClosed.complete(Done.getInstance());
        }
    }
}
