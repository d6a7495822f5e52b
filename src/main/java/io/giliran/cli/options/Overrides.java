package io.giliran.cli.options;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Command-line options as configuration, so that one place reads and checks a value however it was given. */
public final class Overrides {
    private final Map<String, String> keys = new LinkedHashMap<>();
    private Config config = ConfigFactory.empty();

    /** The options as they were given. */
    public static Overrides of(KeyedOptions options) {
        Overrides overrides = new Overrides();
        options.addTo(overrides);
        return overrides;
    }

    /** Sets a key to what the option was given; does nothing when it was not given. */
    public Overrides set(String path, String option, @Nullable String value) {
        keys.put(option, path);
        if (value != null) {
            config = config.withValue(path, ConfigValueFactory.fromAnyRef(value, option));
        }
        return this;
    }

    public Overrides set(String path, String option, @Nullable List<String> values) {
        keys.put(option, path);
        if (values != null) {
            config = config.withValue(path, ConfigValueFactory.fromIterable(values, option));
        }
        return this;
    }

    /** The key of each option, those that were not given included. */
    public Map<String, String> keys() {
        return keys;
    }

    public Config config() {
        return config;
    }
}
