package io.giliran.supervision;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Rate-limited log for lines that clients or backends can cause as often as they like: each format and class of exception has
 * the rate of a {@link LineBudget}. Thread-safe.
 */
public final class BoundedLog {
    private final Logger log;
    private final Level level;
    private final LongSupplier nanoClock;
    /** Budgets by format and class; bounded by their number in the program. */
    private final Map<Kind, LineBudget> budgets = new ConcurrentHashMap<>();

    private record Kind(String format, @Nullable Class<?> thrown) {}

    public BoundedLog(Logger log, Level level, LongSupplier nanoClock) {
        this.log = log;
        this.level = level;
        this.nanoClock = nanoClock;
    }

    /**
     * Writes a line, or counts it.
     *
     * @param format a constant, with {@code {}} for each argument
     * @param arguments may end with what was thrown, whose stack trace is written below the line
     */
    public void write(String format, Object... arguments) {
        if (!log.isEnabledForLevel(level)) {
            return;
        }
        Object last = arguments.length == 0 ? null : arguments[arguments.length - 1];
        Kind kind = new Kind(format, last instanceof Throwable thrown ? thrown.getClass() : null);
        long leftOut = budgets.computeIfAbsent(kind, added -> new LineBudget()).take(nanoClock.getAsLong());
        if (leftOut != LineBudget.QUIET) {
            log.atLevel(level).log(format + LineBudget.suffix(leftOut), arguments);
        }
    }
}
