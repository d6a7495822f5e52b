package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Takes down what a relay tells, as words in the order in which they came. */
public final class RecordedEvents implements RelayEvents {
    private static final long DEADLINE_SECONDS = 50;

    private final List<String> all = new ArrayList<>();
    private final CompletableFuture<RelayEnd> end = new CompletableFuture<>();
    private final CompletableFuture<SocketAddress> backendLeg = new CompletableFuture<>();

    @Override
    public void connected(SocketAddress backendLegLocalAddress) {
        add("connected");
        backendLeg.complete(backendLegLocalAddress);
    }

    @Override
    public void connectFailed(ConnectFailure failure) {
        add("connect failed " + failure);
    }

    @Override
    public void firstByte() {
        add("first byte");
    }

    @Override
    public void halfClosed(Leg leg) {
        add("half-closed " + leg);
    }

    @Override
    public void ended(RelayEnd how) {
        add("ended " + how.cause());
        end.complete(how);
    }

    /** Waits until the words have been said, all of them and in this order, and nothing else. */
    public void expect(String... words) throws InterruptedException {
        awaitAtLeast(words.length);
        assertThat(all()).containsExactly(words);
    }

    /** Waits for the first one. */
    public String first() throws InterruptedException {
        awaitAtLeast(1);
        return all().get(0);
    }

    public List<String> all() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    /** Waits for the end. */
    public RelayEnd end() throws Exception {
        return end.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits until it is connected and returns the own address of the backend leg. */
    SocketAddress backendLeg() throws Exception {
        return backendLeg.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private void awaitAtLeast(int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        synchronized (all) {
            for (long left = 1; all.size() < count && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(all, left);
            }
        }
    }

    private void add(String words) {
        synchronized (all) {
            all.add(words);
            all.notifyAll();
        }
    }
}
