package io.giliran.settings;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which file a thread has opened last, for the message when reading hangs. Only threads that have begun are noted. Thread-safe. */
public final class FileBeingRead {
    private static final Map<Thread, String> FILES = new ConcurrentHashMap<>();

    private FileBeingRead() {}

    /** From now on the calling thread is noted, until {@link #end}. */
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

    /** Empty when it has opened none, or is not noted. */
    public static String of(Thread thread) {
        return FILES.getOrDefault(thread, "");
    }
}
