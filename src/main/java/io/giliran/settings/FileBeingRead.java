package io.giliran.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * File that a thread has opened last, for the message when reading hangs, and the check whether it may be opened at all. Only
 * threads that have called {@link #begin} are tracked. Thread-safe.
 */
public final class FileBeingRead {
    private static final Map<Thread, String> FILES = new ConcurrentHashMap<>();

    /** More than any configuration or list of authorities has. */
    private static final long MOST_BYTES = 16 << 20;

    private FileBeingRead() {}

    /** Starts tracking the calling thread, until {@link #end}. */
    public static void begin() {
        FILES.put(Thread.currentThread(), "");
    }

    public static void end() {
        FILES.remove(Thread.currentThread());
    }

    /** The calling thread is about to open the file. */
    public static void note(Object file) {
        FILES.computeIfPresent(Thread.currentThread(), (thread, before) -> String.valueOf(file));
    }

    /**
     * Notes the file as {@link #note} does, and returns the reason why it must not be read, empty for none. Opening a FIFO may
     * hang for ever, and a thread that hangs there never comes back once the FIFO is deleted; a device may have no end.
     */
    public static String noteUnlessUnfit(Path file) {
        note(file);
        try {
            if (!Files.exists(file)) {
                return "";
            } else if (!Files.isRegularFile(file)) {
                return "is not a regular file";
            }
            return Files.size(file) > MOST_BYTES ? "has more than " + MOST_BYTES + " bytes" : "";
        } catch (IOException unreadable) {
            // Whoever opens it says it in its own words.
            return "";
        }
    }

    /** Empty when it has opened none, or is not noted. */
    public static String of(Thread thread) {
        return FILES.getOrDefault(thread, "");
    }
}
