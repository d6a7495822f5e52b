package io.giliran.swarm;

import com.typesafe.config.Config;
import io.giliran.settings.SettingsReader;
import io.giliran.workload.ArrivalRate;
import io.giliran.workload.Distribution;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys under {@code giliran.swarm}.
 *
 * @param target what the clients connect to, resolved
 * @param clients how many there are
 * @param requests of each client; with a duration they do not count
 * @param duration of the run; null when the requests bound it
 * @param ratePerSecond of all clients together; null for a closed model, in which each client waits for its answer
 * @param arrivals how an open model's requests are spaced
 * @param connections whether a client connects anew for each request
 * @param think between an answer and the client's next request, in a closed model
 * @param serviceTime what each request asks the backend to work; null leaves it to the backend
 * @param payloadBytes length of a message; at least its own label is sent
 * @param timeout of connecting and of one request
 * @param retryPause before a client of a closed model goes on after a failed request
 * @param seed governs everything random in the run
 * @param loops event loops, each with a thread
 * @param runs the folder in which each run gets its run directory
 */
public record SwarmSettings(
        InetSocketAddress target,
        int clients,
        int requests,
        @Nullable Duration duration,
        @Nullable Double ratePerSecond,
        ArrivalKind arrivals,
        Connecting connections,
        Distribution think,
        @Nullable Distribution serviceTime,
        int payloadBytes,
        Duration timeout,
        Duration retryPause,
        long seed,
        int loops,
        Path runs) {

    private static final int MAX_CLIENTS = 1_000_000;
    /** A request line with its {@code @work=} stays below the protocol's 64 KiB. */
    private static final int MAX_PAYLOAD_BYTES = 64 * 1024 - 512;

    /** How the requests of an open model are spaced. */
    public enum ArrivalKind {
        CONSTANT,
        POISSON
    }

    /** Whether a client keeps its connection. */
    public enum Connecting {
        PER_REQUEST,
        PERSISTENT
    }

    /** Whether requests start at a rate, whatever becomes of the earlier ones. */
    public boolean isOpen() {
        return ratePerSecond != null;
    }

    /** How many requests the run will make; -1 when its duration decides. */
    public long planned() {
        return duration == null ? (long) clients * requests : -1;
    }

    /**
     * Reads and checks the settings; the target's name is looked up now.
     *
     * @throws io.giliran.settings.SettingsException naming the value that cannot be used
     */
    public static SwarmSettings from(Config root) {
        SettingsReader reader = SettingsReader.at(root, "giliran.swarm");
        return new SwarmSettings(
                reader.address("target"),
                reader.integer("clients", 1, MAX_CLIENTS),
                reader.integer("requests", 1, Integer.MAX_VALUE),
                reader.isOff("duration") ? null : reader.duration("duration", Duration.ofMillis(1)),
                reader.isOff("rate") ? null : reader.parsed("rate", ArrivalRate::parsePerSecond),
                reader.oneOf("arrivals", List.of("constant", "poisson")).equals("poisson")
                        ? ArrivalKind.POISSON
                        : ArrivalKind.CONSTANT,
                reader.oneOf("connections", List.of("per-request", "persistent"))
                                .equals("persistent")
                        ? Connecting.PERSISTENT
                        : Connecting.PER_REQUEST,
                reader.parsed("think", Distribution::parse),
                reader.isOff("service-time") ? null : reader.parsed("service-time", Distribution::parse),
                reader.bytes("payload", 0, MAX_PAYLOAD_BYTES),
                reader.duration("timeout", Duration.ofMillis(1)),
                reader.duration("retry-pause", Duration.ofMillis(1)),
                reader.longInteger("seed"),
                reader.integer("loops", 1, 64),
                reader.parsed("runs", Path::of));
    }
}
