package io.giliran.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this program, written by the build. */
public final class GiliranVersion {
    private static final String RESOURCE = "/giliran-version.properties";
    private static final Properties PROPERTIES = load();
    private static final String VERSION = written("version");

    private GiliranVersion() {}

    /** Version of Giliran, for example {@code 0.1.0}; {@code unknown} when the classes were not built by Maven. */
    public static String get() {
        return VERSION;
    }

    /** The version of uPlot, the chart library, whose files have it in their path. */
    public static String ofUplot() {
        return written("uplot");
    }

    private static Properties load() {
        Properties properties = new Properties();
        try (InputStream resource = GiliranVersion.class.getResourceAsStream(RESOURCE)) {
            if (resource != null) {
                properties.load(resource);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(RESOURCE, unreadable);
        }
        return properties;
    }

    private static String written(String name) {
        String value = PROPERTIES.getProperty(name, "");
        return value.isEmpty() || value.startsWith("$") ? "unknown" : value;
    }
}
