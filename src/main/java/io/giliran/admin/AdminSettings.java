package io.giliran.admin;

import com.typesafe.config.Config;
import io.giliran.settings.SettingsException;
import io.giliran.settings.SettingsReader;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The keys under {@code giliran.admin}.
 *
 * @param listen resolved; empty when there is no API
 * @param token what every call has to bring; empty when none is asked for
 * @param requestLimitBytes of a request's body
 */
public record AdminSettings(Optional<InetSocketAddress> listen, String token, int requestLimitBytes) {
    /** Where the token stands in the configuration, so that nobody prints it. */
    public static final String TOKEN_PATH = "giliran.admin.token";

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{0,256}");
    private static final int LEAST_REQUEST_LIMIT = 1024;
    private static final int MOST_REQUEST_LIMIT = 16 << 20;

    /**
     * Reads and checks the settings; a host name is looked up now.
     *
     * @throws SettingsException naming the value that cannot be used
     */
    public static AdminSettings from(Config root) {
        SettingsReader reader = SettingsReader.at(root, "giliran.admin");
        String token = reader.string("token");
        if (!TOKEN.matcher(token).matches()) {
            throw new SettingsException(TOKEN_PATH
                    + " is not valid; valid are up to 256 characters of ASCII without blanks, or none for no token");
        }
        Optional<InetSocketAddress> listen =
                reader.isOff("listen") ? Optional.empty() : Optional.of(reader.address("listen"));
        if (token.isEmpty() && !listen.map(AdminSettings::isLoopback).orElse(true)) {
            throw reader.invalid(
                    "listen",
                    "a loopback address, for example 127.0.0.1:9900, or any together with " + TOKEN_PATH
                            + ": who reaches it may change the balancer");
        }
        return new AdminSettings(listen, token, reader.bytes("request-limit", LEAST_REQUEST_LIMIT, MOST_REQUEST_LIMIT));
    }

    private static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress().isLoopbackAddress();
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "AdminSettings[listen=" + listen + ", token=" + (token.isEmpty() ? "none" : "hidden")
                + ", requestLimitBytes=" + requestLimitBytes + "]";
    }
}
