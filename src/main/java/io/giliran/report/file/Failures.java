package io.giliran.report.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Short texts for the reasons why a file could not be written; the exceptions of java.nio often have only its name. */
public final class Failures {
    private Failures() {}

    /** The reason, in lower case and without the path. */
    public static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException taken) {
            return taken.getFile() + " is a file, not a folder";
        }
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist";
        }
        String reason = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        if (reason != null && failure instanceof FileNotFoundException && reason.endsWith(")")) {
            // Its message is "PATH (what the system said)".
            reason = reason.substring(reason.lastIndexOf('(') + 1, reason.length() - 1);
        }
        return reason == null ? failure.getClass().getSimpleName() : reason.toLowerCase(Locale.ROOT);
    }
}
