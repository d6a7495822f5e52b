package io.giliran.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * A host and a TCP port, as written by the user: {@code localhost:7000}, {@code 127.0.0.1:7000}, {@code [::1]:7000}.
 *
 * @param host a name or a numeric address, without the brackets of IPv6
 * @param port 0 to 65535; 0 asks the system for a free one
 */
public record HostPort(String host, int port) implements Endpoint {
    static final String VALID = "HOST:PORT, for example 127.0.0.1:7000 or [::1]:7000, with a port from 0 to 65535";

    /**
     * Reads {@code HOST:PORT}.
     *
     * @throws IllegalArgumentException when the text has another form; the message says what is valid
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("is not " + VALID);
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("is not " + VALID + "; an IPv6 address stands in brackets");
        }
        String digits = text.substring(colon + 1);
        if (host.isBlank() || !digits.matches("\\d{1,5}") || Integer.parseInt(digits) > 65535) {
            throw new IllegalArgumentException("is not " + VALID);
        }
        return new HostPort(host, Integer.parseInt(digits));
    }

    @Override
    public InetSocketAddress resolve() throws UnknownHostException {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException unknown) {
            UnknownHostException told = new UnknownHostException(
                    "host " + host + " does not resolve; give a numeric address or a name that the system knows");
            told.initCause(unknown);
            throw told;
        }
    }

    @Override
    public String ownName() {
        return toString();
    }

    /** A numeric {@code HOST:PORT} of a resolved address as RFC 5952 writes it, brackets around IPv6. */
    public static String format(InetSocketAddress address) {
        String host = address.getAddress() == null ? address.getHostString() : IpLiteral.format(address.getAddress());
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
