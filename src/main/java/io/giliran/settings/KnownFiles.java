package io.giliran.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of settings that the last reading found. HOCON takes a file that is not there for an empty one, which is right at the
 * start; at a reload it would set all keys of a file that is being replaced, or that a full disk has cut to nothing, back to
 * their defaults. So a reading that misses a file, or finds it empty, is refused when the one before had it. Thread-safe.
 */
public final class KnownFiles {
    /** Reading that is under way on the thread. */
    private static final ThreadLocal<@Nullable Reading> CURRENT = new ThreadLocal<>();

    /** @param missedNames file names of includes that the library has found nowhere: it does not say where it has looked */
    private record Reading(Set<Path> found, Set<Path> missed, Set<String> missedNames) {
        boolean misses(Path file) {
            return missed.contains(file)
                    || (!found.contains(file)
                            && missedNames.contains(file.getFileName().toString()));
        }
    }

    private Set<Path> known = Set.of();

    /**
     * Reads settings.
     *
     * @throws SettingsException when a file is missing that the last successful reading found
     */
    public synchronized <T> T read(Supplier<T> reading) {
        Reading now = new Reading(new HashSet<>(), new HashSet<>(), new HashSet<>());
        CURRENT.set(now);
        T settings;
        try {
            settings = reading.get();
        } finally {
            CURRENT.remove();
        }
        for (Path file : known) {
            if (now.misses(file)) {
                throw new SettingsException(
                        file + (Files.exists(file) ? " is empty" : " is not there any more")
                                + ", and settings were read from it before; valid is a file with settings, giliran {} for none");
            }
        }
        known = Set.copyOf(now.found());
        return settings;
    }

    /** Has the reading of the calling thread remember whether the file is there, with anything in it. */
    public static void note(Path file) {
        Reading reading = CURRENT.get();
        if (reading == null) {
            return;
        }
        Path absolute = file.toAbsolutePath().normalize();
        (isThere(absolute) ? reading.found() : reading.missed()).add(absolute);
    }

    /** The same for an include that the library has found nowhere, under one of the names that it may have. */
    static void noteMissing(String name) {
        Reading reading = CURRENT.get();
        Path file = Path.of(name).getFileName();
        if (reading != null && file != null) {
            reading.missedNames().add(file.toString());
        }
    }

    private static boolean isThere(Path file) {
        try {
            return Files.exists(file) && Files.size(file) > 0;
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }
}
