package io.giliran.admin.calls;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** Log level of Giliran's own classes. */
public final class LogLevel {
    static final List<String> NAMES = List.of("debug", "info", "warn", "error");

    private LogLevel() {}

    public static String current() {
        return logger().getEffectiveLevel().toString().toLowerCase(Locale.ROOT);
    }

    /**
     * Sets the level of the log.
     *
     * @param name one of {@link #NAMES}
     */
    public static void set(String name) {
        logger().setLevel(Level.valueOf(name));
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.giliran");
    }
}
