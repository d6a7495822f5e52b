package io.giliran.balancer.model;

import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.settings.Endpoint;
import io.giliran.settings.HostPort;
import io.giliran.settings.IpLiteral;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Backend as the user writes it: {@value #SYNTAX}, the attributes in any order; {@code unix:PATH} may stand in place of
 * {@code HOST:PORT}.
 *
 * @param name unique in a balancer; {@code HOST:PORT}, or the last part of the path, when none was given
 * @param weight 1 to 256
 * @param maxConnections at once; {@link BackendPool#ENDLESS} when none was given
 * @param backup whether it serves only when no other can
 * @param sendProxy the PROXY protocol header that it wants first; null for none
 * @param tls the name that it has to have when it is spoken to in TLS, its host unless another was given; null for no TLS
 * @param serverNames of the clients that it serves, see {@link ServerName}; empty for everybody else
 */
public record BackendAddress(
        String name,
        Endpoint endpoint,
        int weight,
        int maxConnections,
        boolean backup,
        @Nullable ProxyVersion sendProxy,
        @Nullable String tls,
        List<String> serverNames) {
    /** Grammar of a backend, for messages and help. */
    public static final String SYNTAX =
            "[NAME=]HOST:PORT[,weight=N][,max-connections=N][,send-proxy[=VERSION]][,sni=NAMES]"
                    + "[,tls][,tls-name=HOST][,backup]";

    public static final String VALID =
            SYNTAX + ", for example b1=127.0.0.1:7001,weight=2, or with unix:PATH in place of HOST:PORT";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:\\[\\]-]{1,64}");
    private static final String UNIX = "unix:";
    /** Labels of letters, digits and hyphens (RFC 1123). */
    private static final Pattern HOST = Pattern.compile("(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
            + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    /** Digits and dots only: no name is made of them, since a top-level domain is not numeric (RFC 3696, 2). */
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

    private static final int MOST_CONNECTIONS = 1_000_000;

    /**
     * Reads one backend.
     *
     * @throws IllegalArgumentException when the text has another form; the message says what is valid
     */
    public static BackendAddress parse(String text) {
        String[] parts = text.split(",", -1);
        // A path may hold the sign, too.
        int equals = parts[0].startsWith(UNIX) ? -1 : parts[0].indexOf('=');
        Endpoint endpoint = endpoint(parts[0].substring(equals + 1));
        String name = equals < 0 ? endpoint.ownName() : parts[0].substring(0, equals);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "has a name that cannot stand in a log; valid are 1 to 64 letters, digits, '.', '_' or '-'");
        }
        if (name.equals(".") || name.equals("..")) {
            // A client of the API removes such a segment from its path (RFC 3986, 5.2.4), so no call could name the
            // backend.
            throw new IllegalArgumentException("has the name " + name + ", which cannot stand in a URI; valid is b1");
        }
        int weight = 1;
        int maxConnections = BackendPool.ENDLESS;
        boolean backup = false;
        ProxyVersion sendProxy = null;
        List<String> serverNames = List.of();
        boolean speaksTls = false;
        String tlsName = null;
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < parts.length; i++) {
            String[] attribute = parts[i].split("=", 2);
            if (!seen.add(attribute[0])) {
                throw new IllegalArgumentException("has the attribute " + attribute[0] + " twice; valid is " + VALID);
            }
            switch (attribute.length == 1 ? attribute[0] : attribute[0] + "=") {
                case "weight=" -> weight = whole(attribute, Backend.MAX_WEIGHT);
                case "max-connections=" -> maxConnections = whole(attribute, MOST_CONNECTIONS);
                case "send-proxy" -> sendProxy = ProxyVersion.V1;
                case "send-proxy=" -> sendProxy = version(attribute[1]);
                case "sni=" -> serverNames = ServerName.parseAll(attribute[1]);
                case "tls" -> speaksTls = true;
                case "tls-name=" -> tlsName = host(attribute[1]);
                case "backup" -> backup = true;
                default -> throw new IllegalArgumentException("has the attribute " + parts[i] + "; valid is " + VALID);
            }
        }
        if (tlsName != null && !speaksTls) {
            throw new IllegalArgumentException("has tls-name without tls; valid is both, or neither");
        }
        String tls = speaksTls ? (tlsName == null ? host(endpoint) : tlsName) : null;
        return new BackendAddress(name, endpoint, weight, maxConnections, backup, sendProxy, tls, serverNames);
    }

    private static String host(Endpoint endpoint) {
        if (endpoint instanceof HostPort hostPort) {
            String host = hostPort.host();
            if (!isTlsName(host)) {
                // my_host, a name with a dot at its end, an IPv6 address with a zone: Java can send none of them as
                // SNI, and its
                // check of certificates accepts none of them.
                throw new IllegalArgumentException("has tls, but no certificate can be for its host " + host
                        + "; valid is a tls-name of letters, digits, hyphens and dots beside it");
            }
            return host;
        }
        throw new IllegalArgumentException("has tls without tls-name; a Unix socket has no host of its own to verify");
    }

    private static String host(String text) {
        if (isTlsName(text)) {
            return text;
        }
        throw new IllegalArgumentException("has tls-name " + text + "; valid is a host name or a numeric address");
    }

    private static boolean isTlsName(String text) {
        return IpLiteral.parse(text) != null || HOST.matcher(text).matches();
    }

    /**
     * The backend, listening where its host was found.
     *
     * @param index see {@link Backend}; does not matter for one that joins later
     */
    public Destination destination(int index, SocketAddress address) {
        return new Destination(
                new Backend(index, name, weight, endpoint.toString()),
                address,
                backup,
                maxConnections,
                sendProxy,
                tls,
                serverNames);
    }

    private static Endpoint endpoint(String text) {
        if (text.startsWith(UNIX)) {
            return Endpoint.parse(text);
        }
        HostPort hostPort;
        try {
            hostPort = HostPort.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("is not a backend; valid is " + VALID, wrong);
        }
        String host = hostPort.host();
        if (NUMBERS.matcher(host).matches() && IpLiteral.parse(host) == null) {
            // Java reads 0177.0.0.1 as 177.0.0.1, the C library as 127.0.0.1; and 127.1 is no shorter way to write a
            // name.
            throw new IllegalArgumentException("has the host " + host
                    + ", which programs read in different ways; valid is an address of four numbers without leading zeros,"
                    + " for example 127.0.0.1");
        }
        InetAddress literal = IpLiteral.parse(host);
        if (literal != null && !IpLiteral.isUnicast(literal)) {
            throw new IllegalArgumentException("has the host " + host
                    + ", where no backend can listen; valid is the address of one host, for example 127.0.0.1");
        }
        if (hostPort.port() == 0) {
            throw new IllegalArgumentException("has port 0; a backend needs the port it listens on, 1 to 65535");
        }
        return hostPort;
    }

    private static ProxyVersion version(String text) {
        return switch (text) {
            case "v1" -> ProxyVersion.V1;
            case "v2" -> ProxyVersion.V2;
            default -> throw new IllegalArgumentException("has send-proxy " + text + "; valid is v1 or v2");
        };
    }

    private static int whole(String[] attribute, int most) {
        if (attribute[1].matches("\\d{1,9}")) {
            int number = Integer.parseInt(attribute[1]);
            if (number >= 1 && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException(
                "has " + attribute[0] + " " + attribute[1] + "; valid is a whole number from 1 to " + most);
    }
}
