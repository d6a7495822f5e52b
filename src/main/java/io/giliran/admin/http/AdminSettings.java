package io.giliran.admin.http;

import com.typesafe.config.Config;
import io.giliran.settings.SettingsException;
import io.giliran.settings.SettingsReader;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The keys under {@code giliran.admin}.
 *
 * @param listen resolved; empty when there is no API
 * @param tokens one of them has to come with every call; empty when none is asked for
 * @param requestLimitBytes of a request's body
 */
public record AdminSettings(Optional<InetSocketAddress> listen, List<NamedToken> tokens, int requestLimitBytes) {
    public AdminSettings {
        tokens = List.copyOf(tokens);
    }

    /** The key of the only token, whose name is then {@code default}. */
    public static final String TOKEN_PATH = "giliran.admin.token";

    /** The key of named tokens. */
    public static final String TOKENS_PATH = "giliran.admin.tokens";

    private static final String ONLY = "default";
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,256}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final int LEAST_REQUEST_LIMIT = 1024;
    private static final int MOST_REQUEST_LIMIT = 16 << 20;

    /**
     * Reads and checks the settings; a host name is looked up now.
     *
     * @throws SettingsException naming the value that cannot be used
     */
    public static AdminSettings from(Config root) {
        SettingsReader reader = SettingsReader.at(root, "giliran.admin");
        List<NamedToken> tokens = tokens(reader);
        Optional<InetSocketAddress> listen =
                reader.isOff("listen") ? Optional.empty() : Optional.of(reader.address("listen"));
        if (tokens.isEmpty() && !listen.map(AdminSettings::isLoopback).orElse(true)) {
            throw reader.invalid(
                    "listen",
                    "a loopback address, for example 127.0.0.1:9900, or any together with " + TOKEN_PATH
                            + ": who reaches it may change the balancer");
        }
        return new AdminSettings(
                listen, tokens, reader.bytes("request-limit", LEAST_REQUEST_LIMIT, MOST_REQUEST_LIMIT));
    }

    /** Neither a token nor a part of one is in any message. */
    private static List<NamedToken> tokens(SettingsReader reader) {
        List<NamedToken> tokens = new ArrayList<>();
        String only = unquoted(TOKEN_PATH, "a text", () -> reader.string("token"));
        if (!only.isEmpty()) {
            if (!isValid(only)) {
                throw new SettingsException(
                        TOKEN_PATH
                                + " is not valid; valid are up to 256 characters of ASCII without blanks, or none for no token");
            }
            tokens.add(new NamedToken(ONLY, only));
        }
        Set<String> names = new HashSet<>(Set.of(ONLY));
        List<String> all = unquoted(
                TOKENS_PATH,
                "a list, for example [\"ops=TOKEN\"]",
                () -> reader.parsedList("tokens", written -> written));
        for (int i = 0; i < all.size(); i++) {
            int equals = all.get(i).indexOf('=');
            String name = all.get(i).substring(0, Math.max(0, equals));
            String token = all.get(i).substring(equals + 1);
            if (!NAME.matcher(name).matches() || !isValid(token) || !names.add(name)) {
                throw new SettingsException(TOKENS_PATH + ", element " + (i + 1)
                        + ", is not valid; valid is NAME=TOKEN with a name of 1 to 64 letters, digits, '.', '_' or '-'"
                        + " that no other has, and a token of 1 to 256 characters of ASCII without blanks");
            }
            tokens.add(new NamedToken(name, token));
        }
        return tokens;
    }

    /** The settings reader quotes a value of the wrong type, so its message is replaced. */
    private static <T> T unquoted(String path, String valid, Supplier<T> read) {
        try {
            return read.get();
        } catch (SettingsException wrongType) {
            throw new SettingsException(path + " is not valid; valid is " + valid);
        }
    }

    /** Whether a text can be a token: 1 to 256 characters of ASCII without blanks. */
    public static boolean isValid(String token) {
        return TOKEN.matcher(token).matches();
    }

    private static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress().isLoopbackAddress();
    }

    /**
     * Token with the name that the audit log uses for it.
     *
     * @param name says in the log who has made a change
     */
    public record NamedToken(String name, String token) {
        /** Name only: the token must not get into a log. */
        @Override
        public String toString() {
            return name;
        }
    }
}
