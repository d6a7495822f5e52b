package io.giliran.settings;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;

/** Address to listen at or to connect to, as written by the user: {@code HOST:PORT} or {@code unix:/run/app.sock}. */
public sealed interface Endpoint permits HostPort, UnixPath {
    /**
     * Reads either form.
     *
     * @throws IllegalArgumentException when the text has neither; the message says what is valid
     */
    static Endpoint parse(String text) {
        if (text.startsWith(UnixPath.PREFIX)) {
            return UnixPath.parse(text);
        }
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException neither) {
            throw new IllegalArgumentException(neither.getMessage() + "; or " + UnixPath.VALID, neither);
        }
    }

    /**
     * The address, looked up now.
     *
     * @throws UnknownHostException when the name does not resolve; the message is one line for the user
     */
    SocketAddress resolve() throws UnknownHostException;

    /** Name of a backend at this address that was given none. */
    String ownName();

    /** Any address as it stands in logs and answers: what {@link #parse} reads back, unless nobody can connect to it. */
    static String format(SocketAddress address) {
        if (address instanceof InetSocketAddress ip) {
            return HostPort.format(ip);
        }
        return address instanceof UnixDomainSocketAddress unix
                ? UnixPath.PREFIX + unix.getPath()
                : String.valueOf(address);
    }
}
