package io.giliran.transport;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Options of a listening Unix socket.
 *
 * @param mode of the socket's file: a user who may write to it may connect
 * @param users whether the system is asked for the user and the group of each client (SO_PEERCRED). It looks their names up, 20
 *     to 50 µs a client where the users stand in files, and on the event loop
 */
public record UnixSockets(Set<PosixFilePermission> mode, boolean users) {
    /** Owner and group may connect, and nobody is asked who he is. */
    public static final UnixSockets DEFAULT = new UnixSockets(parseMode("660"), false);

    private static final String ALL = "rwxrwxrwx";

    public UnixSockets {
        mode = Set.copyOf(mode);
    }

    /**
     * Reads an octal mode, for example {@code 660}.
     *
     * @throws IllegalArgumentException when the text is none; the message continues "VALUE …"
     */
    public static Set<PosixFilePermission> parseMode(String text) {
        if (!text.matches("0?[0-7]{3}")) {
            throw new IllegalArgumentException(
                    "is not a file mode; valid are three octal digits, for example 660, or 666 for everybody");
        }
        int bits = Integer.parseInt(text, 8);
        StringBuilder mode = new StringBuilder(ALL);
        for (int i = 0; i < ALL.length(); i++) {
            if ((bits & (0400 >> i)) == 0) {
                mode.setCharAt(i, '-');
            }
        }
        return PosixFilePermissions.fromString(mode.toString());
    }
}
