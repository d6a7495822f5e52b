package io.giliran.transport;

import java.io.Serial;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The client of a Unix socket. Its end has no name, so it is known by its user and group where the system was asked for them;
 * otherwise all such clients are one.
 */
public final class UnixClient extends SocketAddress {
    /** Anybody. */
    public static final UnixClient ANYBODY = new UnixClient("", "");

    /** Text of a client of a Unix socket, as HAProxy writes it: the number is that of the listener. */
    private static final String TEXT = "unix:1";

    @Serial
    private static final long serialVersionUID = 1;

    private final String user;
    private final String group;

    /** Names of the system, or numbers where it has none; empty when nobody has asked. */
    public UnixClient(String user, String group) {
        this.user = user;
        this.group = group;
    }

    public boolean isKnown() {
        return !user.isEmpty();
    }

    public String user() {
        return user;
    }

    public String group() {
        return group;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UnixClient client && user.equals(client.user) && group.equals(client.group);
    }

    @Override
    public int hashCode() {
        return 31 * user.hashCode() + group.hashCode();
    }

    @Override
    public String toString() {
        return TEXT;
    }
}
