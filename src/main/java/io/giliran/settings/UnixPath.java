package io.giliran.settings;

import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The file of a Unix socket, as written by the user: {@code unix:/run/app.sock}. A relative path begins at the working
 * directory, as every other path does.
 *
 * @param path absolute
 */
public record UnixPath(Path path) implements Endpoint {
    static final String PREFIX = "unix:";
    static final String VALID = "unix:PATH, for example unix:/run/app.sock, for a Unix socket";
    /** The 108 bytes of Linux's {@code sun_path} without the zero at the end, and without one more that the JDK keeps. */
    public static final int MOST_BYTES = 106;

    /**
     * Reads {@code unix:PATH}.
     *
     * @throws IllegalArgumentException when the text has another form; the message says what is valid
     */
    static UnixPath parse(String text) {
        Path path;
        try {
            path = Path.of(text.substring(PREFIX.length()));
        } catch (InvalidPathException notAPath) {
            throw new IllegalArgumentException("has a path that no file can have; valid is " + VALID, notAPath);
        }
        if (path.toString().isBlank()) {
            throw new IllegalArgumentException("has no path; valid is " + VALID);
        }
        if (path.getFileName() == null) {
            throw new IllegalArgumentException("is a directory; valid is " + VALID);
        }
        Path absolute = path.toAbsolutePath();
        int bytes = bytes(absolute);
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("has a path of " + bytes + " bytes, " + absolute + "; valid are at most "
                    + MOST_BYTES + ", more does not fit into the address of a Unix socket");
        }
        return new UnixPath(absolute);
    }

    /** Length of the path in the address of a Unix socket, in bytes. */
    public static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public UnixDomainSocketAddress resolve() {
        return UnixDomainSocketAddress.of(path);
    }

    /** The last part of the path: a name may hold no slash. */
    @Override
    public String ownName() {
        return String.valueOf(path.getFileName());
    }

    @Override
    public String toString() {
        return PREFIX + path;
    }
}
