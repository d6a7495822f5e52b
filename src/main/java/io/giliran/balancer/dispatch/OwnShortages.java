package io.giliran.balancer.dispatch;

import io.giliran.supervision.LineBudget;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Limits the logging of connects and checks that fail through the balancer's own shortage or fault: a line for the first of
 * each kind, then one in ten seconds with the count of those between. Not thread-safe; the time is handed in.
 */
final class OwnShortages {
    private final Map<String, LineBudget> kinds = new HashMap<>();

    /**
     * The line to log; null for none.
     *
     * @param what failed, for example {@code connection}
     * @param backend where it should have gone
     * @param why one of few kinds, for example {@code no local port}
     */
    @Nullable
    String line(String what, String backend, String why, long nowNanos) {
        long leftOut =
                kinds.computeIfAbsent(what + why, kind -> new LineBudget()).take(nowNanos);
        if (leftOut == LineBudget.QUIET) {
            return null;
        }
        return "no " + what + " to backend [" + backend + "]: " + why + " on this side, which counts against no backend"
                + LineBudget.suffix(leftOut);
    }
}
