package io.giliran.balancer.settings;

import io.giliran.settings.SettingsReader;
import java.time.Duration;

/**
 * Settings of a graceful shutdown: until {@code grace} connections may finish by themselves, then the remaining ones are closed
 * gradually, and at the deadline all at once.
 *
 * @param grace from the stop, during which nothing is closed
 * @param deadline from the stop; not shorter than the grace; zero cuts at once
 * @param closesPerSecond between the two
 */
public record ShutdownSettings(Duration grace, Duration deadline, double closesPerSecond) {
    /** Closes all connections at once. */
    public static final ShutdownSettings AT_ONCE = new ShutdownSettings(Duration.ZERO, Duration.ZERO, 1);

    private static final double MOST = 1_000_000;
    private static final int MOST_HOURS = 24;

    static ShutdownSettings from(SettingsReader reader) {
        Duration deadline = reader.duration("deadline", Duration.ZERO, MOST_HOURS);
        Duration grace = reader.duration("grace", Duration.ZERO);
        if (grace.compareTo(deadline) > 0) {
            throw reader.invalid("grace", "a duration that is not above shutdown.deadline");
        }
        return new ShutdownSettings(grace, deadline, reader.number("closes-per-second", 0.1, MOST));
    }
}
