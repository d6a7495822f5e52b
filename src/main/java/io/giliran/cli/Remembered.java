package io.giliran.cli;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is computed when it is first asked for. Thread-safe. */
final class Remembered<T> implements Supplier<T> {
    private final Supplier<T> source;
    private @Nullable T value;

    Remembered(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public synchronized T get() {
        T known = value;
        if (known == null) {
            known = source.get();
            value = known;
        }
        return known;
    }
}
