package io.giliran.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** How much of what Giliran's own classes have to say is logged. */
final class LogLevel {
    static final List<String> NAMES = List.of("debug", "info", "warn", "error");

    private LogLevel() {}

    static String current() {
        return logger().getEffectiveLevel().toString().toLowerCase(Locale.ROOT);
    }

    /** @param name one of {@link #NAMES} */
    static void set(String name) {
        logger().setLevel(Level.valueOf(name));
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.giliran");
    }
}
