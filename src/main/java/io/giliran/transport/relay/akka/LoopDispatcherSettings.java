package io.giliran.transport.relay.akka;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giliran.settings.SettingsReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The keys under {@code giliran.loop-dispatcher}; all but the last three are Akka's.
 *
 * @param bufferBytes how much is read at once from one connection, and kept at most for one that does not take it
 * @param blockedAfter how long one round of the loop may take before it is reported
 * @param keptLimitBytes how much all loops together hold in buffers of their own for connections that do not take their
 *     bytes; 0 for what suits the JVM
 */
public record LoopDispatcherSettings(int bufferBytes, Duration blockedAfter, long keptLimitBytes) {
    static final String PATH = "giliran.loop-dispatcher";

    private static final int LEAST_BUFFER_BYTES = 32 * 1024;
    private static final int MOST_BUFFER_BYTES = 16 * 1024 * 1024;
    private static final String AUTO = "auto";
    private static final int LEAST_KEPT_BYTES = 1024 * 1024;
    private static final int MOST_KEPT_BYTES = 1024 * 1024 * 1024;
    private static final Duration LEAST_BLOCKED_AFTER = Duration.ofMillis(10);
    private static final Duration MOST_BLOCKED_AFTER = Duration.ofHours(1);

    /**
     * Reads and checks the settings.
     *
     * @throws io.giliran.settings.SettingsException naming the value that cannot be used
     */
    public static LoopDispatcherSettings from(Config root) {
        SettingsReader reader = SettingsReader.at(root, PATH);
        reader.oneOf("type", List.of("Dispatcher"));
        reader.oneOf("executor", List.of(LoopExecutorConfigurator.class.getName()));
        reader.integer("throughput", 1, Integer.MAX_VALUE);
        return new LoopDispatcherSettings(
                reader.bytes("buffer", LEAST_BUFFER_BYTES, MOST_BUFFER_BYTES),
                blockedAfter(reader),
                AUTO.equals(reader.string("kept-limit"))
                        ? 0
                        : reader.bytes("kept-limit", LEAST_KEPT_BYTES, MOST_KEPT_BYTES));
    }

    private static Duration blockedAfter(SettingsReader reader) {
        Duration wished = reader.duration("blocked-after", LEAST_BLOCKED_AFTER);
        if (wished.compareTo(MOST_BLOCKED_AFTER) > 0) {
            throw reader.invalid("blocked-after", "a duration from 10ms to 1h");
        }
        return wished;
    }

    /** Configuration of one more dispatcher of that kind, for Akka. */
    static Config copy(Config root, String id, Config defaults) {
        return ConfigFactory.parseMap(Map.of("id", id, "name", id))
                .withFallback(root.getConfig(PATH))
                .withFallback(defaults);
    }

    /** Reads them from the subtree that Akka hands to an executor. */
    static LoopDispatcherSettings ofDispatcher(Config dispatcher) {
        return from(dispatcher.atPath(PATH));
    }
}
