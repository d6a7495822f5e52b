package io.giliran.report;

import io.giliran.report.file.Failures;
import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The directory that keeps the results of one run; never shared with another run. */
public final class RunDirectory {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path path;

    private RunDirectory(Path path) {
        this.path = path;
    }

    /**
     * Makes {@code base/2026-11-23T21-13-00Z-name}, and {@code base} when it is missing. When another run has taken
     * that name, {@code -2}, {@code -3}, … is appended.
     *
     * @param name what the run is called; characters that do not belong into a file name become {@code -}
     * @throws SettingsException when it cannot be made or written; the message is one line for the user
     */
    public static RunDirectory create(Path base, String name, Instant started) {
        String first = NAME.format(started) + "-" + name.replaceAll("[^A-Za-z0-9._-]", "-");
        try {
            Files.createDirectories(base);
            for (int number = 1; ; number++) {
                Path path = base.resolve(number == 1 ? first : first + "-" + number);
                if (created(path)) {
                    return new RunDirectory(path);
                }
            }
        } catch (IOException impossible) {
            throw new SettingsException("output folder " + base + " cannot be written: " + Failures.reason(impossible)
                    + "; valid is a folder that exists or can be made, and is writable");
        }
    }

    /** Path of the directory. */
    public Path path() {
        return path;
    }

    /** Path of the file with this name in it, whether it exists or not. */
    public Path file(String name) {
        return path.resolve(name);
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static boolean created(Path path) throws IOException {
        try {
            Files.createDirectory(path);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
    }
}
