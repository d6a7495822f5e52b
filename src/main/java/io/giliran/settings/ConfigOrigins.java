package io.giliran.settings;

import com.typesafe.config.ConfigOrigin;
import java.nio.file.Path;

/** Locations of configuration values for messages: file and line, or the option. */
final class ConfigOrigins {
    private ConfigOrigins() {}

    /** {@code application.conf: 12: }, {@code --clients: }, or empty when nothing better is known than the path. */
    static String place(ConfigOrigin origin) {
        String name = origin.filename() != null
                ? Path.of(origin.filename()).getFileName().toString()
                : source(origin);
        if (name.isEmpty()) {
            return "";
        }
        return origin.lineNumber() > 0 ? name + ": " + origin.lineNumber() + ": " : name + ": ";
    }

    private static String source(ConfigOrigin origin) {
        String description = origin.description();
        if (description.startsWith("--") || description.equals("system properties")) {
            return description;
        }
        return "";
    }
}
