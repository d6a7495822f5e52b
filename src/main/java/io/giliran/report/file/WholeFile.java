package io.giliran.report.file;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.giliran.settings.SettingsException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A result file that is written aside, under its name and {@code .unfinished}, and renamed when it is whole. A reader never
 * sees a part of it, and a full disk, a crash or a signal leaves the older file of the same name as it was.
 */
public final class WholeFile {
    /** Suffix of the file until it is whole. */
    public static final String UNFINISHED = ".unfinished";

    /** Writes what the file holds. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it; the stream is closed by the caller. */
        void writeTo(OutputStream stream) throws IOException;
    }

    private WholeFile() {}

    /** Writes a text in UTF-8 as {@link #write(Path, Content)} does. */
    public static void write(Path file, String text) {
        write(file, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Writes the file, or replaces it.
     *
     * @throws SettingsException when the system cannot; the message is one line with the path and the system's reason
     */
    public static void write(Path file, Content content) {
        Path aside = file.resolveSibling(file.getFileName() + UNFINISHED);
        try {
            // Neither Files.newOutputStream nor a FileChannel: they fail in a thread that is being interrupted, as at
            // the end of
            // a run that was cut.
            try (FileOutputStream stream = new FileOutputStream(aside.toFile())) {
                content.writeTo(stream);
            }
            Files.move(aside, file, ATOMIC_MOVE);
        } catch (IOException impossible) {
            remove(aside);
            throw unwritable(file, impossible);
        }
    }

    /** The error for a result file that cannot be written. */
    public static SettingsException unwritable(Path file, IOException why) {
        return new SettingsException(file.toAbsolutePath() + " cannot be written: " + Failures.reason(why)
                + "; valid is a folder that exists and is writable, on a disk with room");
    }

    private static void remove(Path aside) {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException stays) {
            // What the disk does not let go is harmless: its name says that it is not finished.
        }
    }
}
