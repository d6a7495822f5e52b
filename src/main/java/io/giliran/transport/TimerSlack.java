package io.giliran.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timer slack of Linux: the delay with which it may wake a sleeping thread, so that it can wake several at once; 50 µs unless
 * changed.
 */
final class TimerSlack {
    private static final Logger LOG = LoggerFactory.getLogger(TimerSlack.class);
    private static final Path CURRENT_THREAD = Path.of("/proc/thread-self");

    private TimerSlack() {}

    /** Lowers the slack of the calling thread to 1 ns; where the system has no such thing, nothing happens. */
    static void lowerForCurrentThread() {
        try {
            // The file is only listed in a process's folder, but a thread's id leads to one just as well.
            Path threadId = Files.readSymbolicLink(CURRENT_THREAD).getFileName();
            try (OutputStream slack =
                    Files.newOutputStream(Path.of("/proc/" + threadId + "/timerslack_ns"), StandardOpenOption.WRITE)) {
                slack.write("1".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException | SecurityException | UnsupportedOperationException unavailable) {
            LOG.debug("timers keep the system's slack: {}", unavailable.toString());
        }
    }
}
