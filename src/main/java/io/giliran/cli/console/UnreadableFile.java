package io.giliran.cli.console;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import io.giliran.admin.http.AdminSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Says in one line why a configuration file cannot be read, without what may be a part of a secret. */
public final class UnreadableFile {
    private static final String SECRET = "token";

    private UnreadableFile() {}

    /** The parser's own words, which quote the file, unless they are about a token or the line behind one. */
    public static String reason(ConfigException failure) {
        ConfigOrigin origin = failure.origin();
        if (origin != null
                && origin.filename() != null
                && isNearSecret(Path.of(origin.filename()), origin.lineNumber())) {
            return origin.filename() + ": " + origin.lineNumber() + ": " + AdminSettings.TOKEN_PATH + " or "
                    + AdminSettings.TOKENS_PATH + " cannot be read; put each token in double quotes";
        }
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("the configuration cannot be read");
    }

    private static boolean isNearSecret(Path file, int line) {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines
                    .subList(Math.max(0, Math.min(line - 2, lines.size())), Math.max(0, Math.min(line, lines.size())))
                    .stream()
                    .anyMatch(text -> text.contains(SECRET));
        } catch (IOException unreadable) {
            // The parser has not read it either, and quotes nothing.
            return false;
        }
    }
}
