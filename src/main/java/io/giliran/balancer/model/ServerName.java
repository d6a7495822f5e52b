package io.giliran.balancer.model;

import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A server name that a backend serves: {@code www.example.com}; or {@code *.example.com}, which is every name of one label or
 * more below example.com, but not example.com itself, as in nginx's maps of hostnames. In lower case and, when it is
 * international, in punycode, as clients send it (RFC 6066, 3).
 */
public final class ServerName {
    /** Begins a name that stands for all below it. */
    public static final String WILDCARD = "*.";

    private static final String VALID =
            "a host name, for example www.example.com, or *.example.com for all below example.com; several"
                    + " have a | between them";
    private static final int MOST_CHARS = 253;
    private static final String LABEL = "[a-z0-9_-]{1,63}";
    private static final Pattern FORM = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");
    /** Clients never name an address, and no host's name ends in a number (RFC 3696, 2). */
    private static final Pattern ADDRESS = Pattern.compile("(.*\\.)?[0-9]+");

    private ServerName() {}

    /**
     * Reads one name or several, with a bar between them.
     *
     * @return without duplicates, in order
     * @throws IllegalArgumentException when one of them has another form; the message says what is valid
     */
    static List<String> parseAll(String text) {
        TreeSet<String> names = new TreeSet<>();
        for (String name : text.split("\\|", -1)) {
            names.add(parse(name));
        }
        return List.copyOf(names);
    }

    private static String parse(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (!name.chars().allMatch(character -> character < 128)) {
            throw new IllegalArgumentException("has sni " + text + "; valid is its punycode" + punycode(name));
        }
        if (name.length() > MOST_CHARS
                || !FORM.matcher(name).matches()
                || ADDRESS.matcher(name).matches()) {
            throw new IllegalArgumentException("has sni " + (text.isEmpty() ? "\"\"" : text) + "; valid is " + VALID);
        }
        return name;
    }

    private static String punycode(String name) {
        boolean isWildcard = name.startsWith(WILDCARD);
        try {
            String rest = IDN.toASCII(isWildcard ? name.substring(WILDCARD.length()) : name);
            return ", " + (isWildcard ? WILDCARD : "") + rest;
        } catch (IllegalArgumentException none) {
            return "";
        }
    }
}
