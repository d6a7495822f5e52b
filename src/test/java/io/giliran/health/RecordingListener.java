package io.giliran.health;

import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told, a line each. */
final class RecordingListener implements HealthListener {
    private final List<String> lines = new ArrayList<>();
    /** Of the one pool, while there is one. */
    List<Integer> eligible = List.of();

    @Override
    public void changed(int backend, Change change, String reason) {
        lines.add(backend + " " + change + " " + reason);
    }

    @Override
    public void cut(int backend) {
        lines.add(backend + " cut");
    }

    @Override
    public void panicChanged(int pool, Panic panic) {
        lines.add(of(pool) + (panic.isOn() ? "panic " : "no panic ") + panic.reason());
    }

    @Override
    public void eligible(int pool, List<Integer> backends) {
        eligible = backends;
        lines.add(of(pool) + "eligible " + backends);
    }

    private static String of(int pool) {
        return pool == PoolHealth.ALL ? "" : "pool " + pool + ": ";
    }

    /** What came since it was asked last. */
    List<String> news() {
        List<String> news = List.copyOf(lines);
        lines.clear();
        return news;
    }
}
