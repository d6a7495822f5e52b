package io.giliran.cli.simulate;

import com.typesafe.config.Config;
import io.giliran.cli.options.Overrides;
import io.giliran.settings.SettingsReader;
import org.jspecify.annotations.Nullable;

/** Number of simulated runs at once: the key {@code giliran.simulation.threads}, and its option. */
public final class SimulationThreads {
    private static final String AUTO = "auto";
    private static final int MOST = 1024;

    private SimulationThreads() {}

    /** Reads the key; {@code auto} is as many as the JVM has processors. */
    public static int from(Config root) {
        return SettingsReader.at(root, "giliran.simulation").parsed("threads", SimulationThreads::parse);
    }

    /** Returns the option's value as an override of the configuration. */
    public static Overrides option(@Nullable String threads) {
        return new Overrides().set("giliran.simulation.threads", "--threads", threads);
    }

    private static int parse(String text) {
        if (text.equals(AUTO)) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            int threads = Integer.parseInt(text);
            if (threads >= 1 && threads <= MOST) {
                return threads;
            }
        } catch (NumberFormatException another) {
            // Told below.
        }
        throw new IllegalArgumentException("is not valid; valid is auto or a whole number from 1 to " + MOST);
    }
}
