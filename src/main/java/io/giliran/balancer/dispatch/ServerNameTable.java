package io.giliran.balancer.dispatch;

import io.giliran.balancer.model.ServerName;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Maps server names to values: an exact name first, then the longest wildcard above it, see {@link ServerName}.
 *
 * @param <V> what belongs to names
 */
final class ServerNameTable<V> {
    private final Map<String, V> exact = new HashMap<>();
    /** Values by the suffix after {@code *.} */
    private final Map<String, V> below = new HashMap<>();
    /**
     * Length of the longest suffix: longer parts of a name are not looked up, so that a name with many labels costs no more
     * than another one.
     */
    private int longestBelow;

    /** @param values by names as {@link ServerName} reads them */
    ServerNameTable(Map<String, V> values) {
        values.forEach((name, value) -> {
            if (name.startsWith(ServerName.WILDCARD)) {
                String suffix = name.substring(ServerName.WILDCARD.length());
                below.put(suffix, value);
                longestBelow = Math.max(longestBelow, suffix.length());
            } else {
                exact.put(name, value);
            }
        });
    }

    /** Returns the value for a server name, in any case; null when there is none. */
    @Nullable
    V find(String serverName) {
        String name = serverName.toLowerCase(Locale.ROOT);
        V found = exact.get(name);
        if (below.isEmpty()) {
            return found;
        }
        int first = name.indexOf('.', Math.max(0, name.length() - longestBelow - 1));
        for (int dot = first; found == null && dot >= 0; dot = name.indexOf('.', dot + 1)) {
            found = below.get(name.substring(dot + 1));
        }
        return found;
    }
}
