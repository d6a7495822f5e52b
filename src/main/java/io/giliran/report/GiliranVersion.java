package io.giliran.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this program, written by the build. */
public final class GiliranVersion {
    private static final String RESOURCE = "/giliran-version.properties";
    private static final String VERSION = read();

    private GiliranVersion() {}

    /** For example {@code 0.1.0}; {@code unknown} when the classes were not built by Maven. */
    public static String get() {
        return VERSION;
    }

    private static String read() {
        Properties properties = new Properties();
        try (InputStream resource = GiliranVersion.class.getResourceAsStream(RESOURCE)) {
            if (resource != null) {
                properties.load(resource);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(RESOURCE, unreadable);
        }
        String version = properties.getProperty("version", "");
        return version.isEmpty() || version.startsWith("$") ? "unknown" : version;
    }
}
