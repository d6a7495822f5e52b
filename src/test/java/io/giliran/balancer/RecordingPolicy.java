package io.giliran.balancer;

import io.giliran.policy.Backend;
import io.giliran.policy.BalancingPolicy;
import io.giliran.policy.PickNotes;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Picks the first eligible backend that is untried, and takes down what it is told. */
final class RecordingPolicy implements BalancingPolicy {
    private final List<String> told = new ArrayList<>();
    private List<Backend> eligible = List.of();
    private long lastKey;

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public void eligible(List<Backend> backends) {
        eligible = backends;
        told.add("eligible " + backends.stream().map(Backend::name).toList());
    }

    @Override
    public Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        lastKey = clientKey;
        told.add("pick without " + tried.count() + at(nowNanos));
        return eligible.stream()
                .filter(backend -> !tried.contains(backend))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void connectionOpened(Backend backend, long nowNanos) {
        told.add("opened " + backend.name() + at(nowNanos));
    }

    @Override
    public void connectionClosed(Backend backend, long nowNanos) {
        told.add("closed " + backend.name() + at(nowNanos));
    }

    @Override
    public void connectionFailed(Backend backend, long nowNanos) {
        told.add("failed " + backend.name() + at(nowNanos));
    }

    @Override
    public void noteIn(@Nullable PickNotes notes) {
        told.add("notes");
    }

    @Override
    public Set<Signal> signals() {
        return EnumSet.of(Signal.CONNECT, Signal.LIFETIME);
    }

    @Override
    public void observed(Backend backend, Signal signal, long nanos, long nowNanos) {
        told.add("observed " + backend.name() + " " + signal + " " + nanos + at(nowNanos));
    }

    /** What it was told since the last call; times in ms since the clock's start. */
    List<String> told() {
        List<String> taken = List.copyOf(told);
        told.clear();
        return taken;
    }

    long lastKey() {
        return lastKey;
    }

    private static String at(long nowNanos) {
        return " at " + (nowNanos - HandClock.START_NANOS) / 1_000_000;
    }
}
