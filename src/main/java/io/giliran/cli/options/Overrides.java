package io.giliran.cli.options;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Command-line options as configuration, so that one place reads and checks a value however it was given. */
public final class Overrides {
    private Config config = ConfigFactory.empty();

    /** Sets a key to what the option was given; does nothing when it was not given. */
    public Overrides set(String path, String option, @Nullable String value) {
        if (value != null) {
            config = config.withValue(path, ConfigValueFactory.fromAnyRef(value, option));
        }
        return this;
    }

    public Overrides set(String path, String option, @Nullable List<String> values) {
        if (values != null) {
            config = config.withValue(path, ConfigValueFactory.fromIterable(values, option));
        }
        return this;
    }

    public Config config() {
        return config;
    }
}
