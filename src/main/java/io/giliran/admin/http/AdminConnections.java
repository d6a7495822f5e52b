package io.giliran.admin.http;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of the runtime API, and the calls that are under way. There is a bound on both, yet nobody is kept out
 * of health, readiness and metrics: for a connection too many the one goes that has been waiting for its peer longest, and
 * calls of each kind leave room for
 * the others. Thread-safe.
 */
public final class AdminConnections {
    public static final int MOST = 64;
    /** The kinds of calls, with how many of each may be under way; the rest of {@link #MOST} is kept for health. */
    enum Call {
        /** Cheap, and always answered. */
        HEALTH(Integer.MAX_VALUE),
        METRICS(8),
        OTHER(48);

        private final int most;

        Call(int most) {
            this.most = most;
        }

        static Call of(String path) {
            return switch (path) {
                case "/health", "/ready" -> HEALTH;
                case "/metrics" -> METRICS;
                default -> OTHER;
            };
        }
    }

    private final Set<AdminConnection> open = new HashSet<>();
    private final CompletableFuture<Void> allGone = new CompletableFuture<>();
    private final Map<Call, Integer> calls = new EnumMap<>(Call.class);
    private boolean ending;

    /** Whether it may stay. */
    boolean opened(AdminConnection connection, long nowNanos) {
        AdminConnection goes = null;
        synchronized (this) {
            if (ending) {
                return false;
            }
            if (open.size() >= MOST) {
                goes = longestWaiting(nowNanos);
                if (goes == null) {
                    return false;
                }
                open.remove(goes);
            }
            open.add(connection);
        }
        if (goes != null) {
            goes.cut();
        }
        return true;
    }

    private @Nullable AdminConnection longestWaiting(long nowNanos) {
        AdminConnection longest = null;
        long most = Long.MIN_VALUE;
        for (AdminConnection each : open) {
            long waited = each.waitedNanos(nowNanos);
            if (each.awaitsItsPeer() && waited > most) {
                longest = each;
                most = waited;
            }
        }
        return longest;
    }

    synchronized void closed(AdminConnection connection) {
        open.remove(connection);
        if (ending && open.isEmpty()) {
            allGone.complete(null);
        }
    }

    /** Counts a call, unless as many are under way as may; {@link #callEnds} has to follow. */
    synchronized boolean callBegins(Call call) {
        int underWay = calls.getOrDefault(call, 0);
        if (underWay >= call.most) {
            return false;
        }
        calls.put(call, underWay + 1);
        return true;
    }

    synchronized void callEnds(Call call) {
        calls.merge(call, -1, Integer::sum);
    }

    /** Accepts no more connections; cuts those that wait for a request, and ends the others after their answer. */
    CompletableFuture<Void> end() {
        List<AdminConnection> idle = new ArrayList<>();
        synchronized (this) {
            ending = true;
            if (open.isEmpty()) {
                allGone.complete(null);
            }
            for (AdminConnection each : open) {
                if (each.awaitsItsPeer()) {
                    idle.add(each);
                }
            }
        }
        idle.forEach(AdminConnection::cut);
        return allGone;
    }

    /** Whether connections end after their answer. */
    synchronized boolean isEnding() {
        return ending;
    }

    void cutAll() {
        List<AdminConnection> left;
        synchronized (this) {
            left = List.copyOf(open);
        }
        left.forEach(AdminConnection::cut);
    }
}
