package io.giliran.balancer.settings;

import io.giliran.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the access log.
 *
 * @param directory made when it is missing
 * @param tcplog whether {@code balancer.log} is written, in HAProxy's tcplog format
 * @param json whether {@code balancer.jsonl} is written
 * @param picks whether {@code picks.csv} is written, from which a run can be replayed
 * @param events whether {@code events.jsonl} is written, a line for each stage of each connection
 * @param bytesEvery interval at which an open connection's bytes are logged there; zero for never
 * @param rotateAtBytes size at which a file is rotated; 0 for never
 * @param keep number of rotated files that are kept
 * @param stalledAfter time without a write after which lines that find the queue full are dropped; zero for never
 * @param stdoutJson whether stdout gets JSON instead of tcplog
 * @param queue connections whose lines may wait for the disk; when it is full, new clients wait
 */
public record AccessLogSettings(
        Path directory,
        boolean tcplog,
        boolean json,
        boolean picks,
        boolean events,
        Duration bytesEvery,
        long rotateAtBytes,
        int keep,
        Duration stalledAfter,
        boolean stdoutJson,
        int queue) {
    /** The directory that means the process's standard output. */
    public static final String STDOUT = "stdout";

    private static final int MOST_BYTES = Integer.MAX_VALUE;
    private static final int LEAST_BYTES = 4096;
    /** More of them are not renumbered within the turn of an event loop. */
    private static final int MOST_KEPT = 20;

    static AccessLogSettings from(SettingsReader reader) {
        if (reader.string("directory").equals(STDOUT) && (reader.onOff("picks") || reader.onOff("events"))) {
            throw reader.invalid("directory", "a folder, because access-log.picks or access-log.events is on");
        }
        return new AccessLogSettings(
                reader.parsed("directory", Path::of),
                reader.onOff("tcplog"),
                reader.onOff("json"),
                reader.onOff("picks"),
                reader.onOff("events"),
                reader.offOrDuration("bytes-every", Duration.ofMillis(100)),
                reader.isOff("rotate-at") ? 0 : reader.bytes("rotate-at", LEAST_BYTES, MOST_BYTES),
                reader.integer("keep", 1, MOST_KEPT),
                reader.offOrDuration("stalled-after", Duration.ofMillis(100)),
                reader.oneOf("stdout", List.of("json", "tcplog")).equals("json"),
                reader.integer("queue", 1, 1 << 20));
    }

    /** Settings of a log that writes nothing. */
    public static AccessLogSettings none() {
        return new AccessLogSettings(
                Path.of("unused"), false, false, false, false, Duration.ZERO, 0, 1, Duration.ZERO, true, 1);
    }

    public boolean isStdout() {
        return directory.equals(Path.of(STDOUT));
    }

    public boolean writes() {
        return tcplog || json || picks || events;
    }
}
