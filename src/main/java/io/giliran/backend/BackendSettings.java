package io.giliran.backend;

import com.typesafe.config.Config;
import io.giliran.settings.SettingsReader;
import io.giliran.workload.Distribution;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * Settings of one backend.
 *
 * @param listen address of the listener; port 0 takes a free one
 * @param name in every answer; matches {@code [A-Za-z0-9_.-]{1,64}}
 * @param serviceTime of a worker, for a request that does not state its own
 * @param workers number of requests that are served at once, at least 1
 * @param work what a worker does meanwhile
 * @param backlog connections that wait to be accepted, at least 1
 * @param seed of the service times; two backends of one seed but two names draw different ones
 * @param pipeline number of requests of one connection that are read before the first is answered, at least 1
 */
public record BackendSettings(
        InetSocketAddress listen,
        String name,
        Distribution serviceTime,
        int workers,
        WorkMode work,
        int backlog,
        long seed,
        int pipeline) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final int MOST_WORKERS = 100_000;
    private static final int MOST_PIPELINED = 65_536;

    /** Checks what the types do not say. */
    public BackendSettings {
        checkName(name);
        checkPositive("workers", workers);
        checkPositive("backlog", backlog);
        checkPositive("pipeline", pipeline);
    }

    /**
     * Reads {@code giliran.backend}.
     *
     * @throws io.giliran.settings.SettingsException when a value cannot be used; the message is one line for the user
     */
    public static BackendSettings from(Config root) {
        SettingsReader backend = SettingsReader.at(root, "giliran.backend");
        return new BackendSettings(
                backend.address("listen"),
                backend.parsed("name", BackendSettings::checkName),
                backend.parsed("service-time", Distribution::parse),
                backend.integer("workers", 1, MOST_WORKERS),
                backend.parsed("work", WorkMode::parse),
                backend.integer("backlog", 1, Integer.MAX_VALUE),
                backend.longInteger("seed"),
                backend.integer("pipeline", 1, MOST_PIPELINED));
    }

    private static String checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "is not a name; valid are 1 to 64 letters, digits, dots, hyphens and underscores");
        }
        return name;
    }

    private static void checkPositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, not " + value);
        }
    }
}
