package io.giliran.balancer;

import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.settings.HostPort;
import io.giliran.transport.IpLiteral;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A backend as the user writes it: {@code [NAME=]HOST:PORT} and the attributes {@code ,weight=N},
 * {@code ,max-connections=N}, {@code ,send-proxy=VERSION}, {@code ,tls}, {@code ,tls-name=HOST} and
 * {@code ,backup}, in any order.
 *
 * @param name unique in a balancer; {@code HOST:PORT} when none was given
 * @param weight 1 to 256
 * @param maxConnections at once; {@link BackendPool#ENDLESS} when none was given
 * @param backup whether it serves only when no other can
 * @param sendProxy the PROXY protocol header that it wants first; null for none
 * @param tls the name that it has to have when it is spoken to in TLS, its host unless another was given; null for no TLS
 */
public record BackendAddress(
        String name,
        HostPort hostPort,
        int weight,
        int maxConnections,
        boolean backup,
        @Nullable ProxyVersion sendProxy,
        @Nullable String tls) {
    static final String VALID = "[NAME=]HOST:PORT[,weight=N][,max-connections=N][,send-proxy=VERSION][,tls]"
            + "[,tls-name=HOST][,backup], for example b1=127.0.0.1:7001,weight=2";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:\\[\\]-]{1,64}");
    /** Labels of letters, digits and hyphens (RFC 1123). */
    private static final Pattern HOST = Pattern.compile("(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
            + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    private static final int MOST_CONNECTIONS = 1_000_000;

    /**
     * Reads one backend.
     *
     * @throws IllegalArgumentException when the text has another form; the message says what is valid
     */
    public static BackendAddress parse(String text) {
        String[] parts = text.split(",", -1);
        int equals = parts[0].indexOf('=');
        HostPort hostPort;
        try {
            hostPort = HostPort.parse(parts[0].substring(equals + 1));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("is not a backend; valid is " + VALID, wrong);
        }
        if (hostPort.port() == 0) {
            throw new IllegalArgumentException("has port 0; a backend needs the port it listens on, 1 to 65535");
        }
        String name = equals < 0 ? hostPort.toString() : parts[0].substring(0, equals);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "has a name that cannot stand in a log; valid are 1 to 64 letters, digits, '.', '_' or '-'");
        }
        int weight = 1;
        int maxConnections = BackendPool.ENDLESS;
        boolean backup = false;
        ProxyVersion sendProxy = null;
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
                case "send-proxy=" -> sendProxy = version(attribute[1]);
                case "tls" -> speaksTls = true;
                case "tls-name=" -> tlsName = host(attribute[1]);
                case "backup" -> backup = true;
                default -> throw new IllegalArgumentException("has the attribute " + parts[i] + "; valid is " + VALID);
            }
        }
        if (tlsName != null && !speaksTls) {
            throw new IllegalArgumentException("has tls-name without tls; valid is both, or neither");
        }
        String tls = speaksTls ? (tlsName == null ? hostPort.host() : tlsName) : null;
        return new BackendAddress(name, hostPort, weight, maxConnections, backup, sendProxy, tls);
    }

    private static String host(String text) {
        if (IpLiteral.parse(text) != null || HOST.matcher(text).matches()) {
            return text;
        }
        throw new IllegalArgumentException("has tls-name " + text + "; valid is a host name or a numeric address");
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
