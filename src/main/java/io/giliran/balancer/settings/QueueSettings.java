package io.giliran.balancer.settings;

import io.giliran.settings.SettingsReader;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Settings of the queue in which clients wait while every backend has reached its maximum of connections.
 *
 * @param size most clients that wait; 0 for no queue
 * @param timeout longest time that a client waits
 */
public record QueueSettings(int size, Order order, Duration timeout) {
    /** Order in which waiting clients are served. */
    public enum Order {
        FIFO,
        LIFO;

        /** Whether who came at the one turn is served before who came at the other. */
        public boolean isBefore(long turn, long other) {
            return this == FIFO ? turn < other : turn > other;
        }
    }

    private static final int MOST = 1_000_000;
    private static final int MOST_HOURS = 24;

    static QueueSettings from(SettingsReader reader) {
        return new QueueSettings(
                reader.integer("size", 0, MOST),
                Order.valueOf(reader.oneOf("order", List.of("fifo", "lifo")).toUpperCase(Locale.ROOT)),
                reader.duration("timeout", Duration.ofMillis(1), MOST_HOURS));
    }
}
