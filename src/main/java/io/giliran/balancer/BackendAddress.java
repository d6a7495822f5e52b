package io.giliran.balancer;

import io.giliran.policy.Backend;
import io.giliran.settings.HostPort;
import java.util.regex.Pattern;

/**
 * A backend as the user writes it: {@code [NAME=]HOST:PORT[,weight=N]}.
 *
 * @param name unique in a balancer; {@code HOST:PORT} when none was given
 * @param weight 1 to 256
 */
public record BackendAddress(String name, HostPort hostPort, int weight) {
    static final String VALID = "[NAME=]HOST:PORT[,weight=N], for example b1=127.0.0.1:7001,weight=2";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:\\[\\]-]{1,64}");

    /**
     * Reads one backend.
     *
     * @throws IllegalArgumentException when the text has another form; the message says what is valid
     */
    public static BackendAddress parse(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length > 2) {
            throw new IllegalArgumentException("has more than one attribute; valid is " + VALID);
        }
        int weight = parts.length == 1 ? 1 : parseWeight(parts[1]);
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
        return new BackendAddress(name, hostPort, weight);
    }

    private static int parseWeight(String attribute) {
        if (!attribute.matches("weight=\\d{1,3}")) {
            throw new IllegalArgumentException("has the attribute " + attribute + "; valid is weight=N");
        }
        int weight = Integer.parseInt(attribute.substring("weight=".length()));
        if (weight < 1 || weight > Backend.MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "has weight " + weight + "; valid is a weight from 1 to " + Backend.MAX_WEIGHT);
        }
        return weight;
    }
}
