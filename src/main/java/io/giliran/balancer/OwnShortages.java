package io.giliran.balancer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what is logged about connects and checks that fail through the balancer's own shortage or fault: a line for the
 * first of each kind, then one in ten seconds with the count of those between. Not thread-safe; the time is handed in.
 */
final class OwnShortages {
    static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    private static final class Kind {
        private long quietUntil;
        private long unsaid;
    }

    private final Map<String, Kind> kinds = new HashMap<>();

    /**
     * The line to log; null for none.
     *
     * @param what failed, for example {@code connection}
     * @param backend where it should have gone
     * @param why one of few kinds, for example {@code no local port}
     */
    @Nullable
    String line(String what, String backend, String why, long nowNanos) {
        Kind kind = kinds.get(what + why);
        if (kind == null) {
            kind = new Kind();
            kinds.put(what + why, kind);
        } else if (nowNanos < kind.quietUntil) {
            kind.unsaid++;
            return null;
        }
        String more = kind.unsaid == 0 ? "" : "; " + kind.unsaid + " more like it since the last line";
        kind.quietUntil = nowNanos + QUIET_NANOS;
        kind.unsaid = 0;
        return "no " + what + " to backend [" + backend + "]: " + why + " on this side, which counts against no backend"
                + more;
    }
}
