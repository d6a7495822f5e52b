package io.giliran.transport.tls;

import java.util.Collection;
import java.util.Locale;

/** Compares host names as TLS does (RFC 6125, 6.4): a star stands for one whole label, the first. */
final class ServerNames {
    private ServerNames() {}

    static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** Whether one of the patterns with a star fits. */
    static boolean anyWildcardFits(Collection<String> patterns, String name) {
        int dot = name.indexOf('.');
        return dot > 0 && patterns.contains("*" + name.substring(dot));
    }
}
