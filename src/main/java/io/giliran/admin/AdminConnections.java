package io.giliran.admin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of the runtime API, and the calls that are under way. There is a bound on both, yet nobody is kept out
 * of health, readiness and metrics: for a connection too many the one goes that has been waiting for its peer longest, and
 * {@link #RESERVED} calls are left to them. Thread-safe.
 */
final class AdminConnections {
    static final int MOST = 64;
    /** Calls that are not left to anybody else. */
    static final int RESERVED = 16;

    private final Set<AdminConnection> open = new HashSet<>();
    private final CompletableFuture<Void> allGone = new CompletableFuture<>();
    private int calls;
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
    synchronized boolean callBegins() {
        if (calls >= MOST - RESERVED) {
            return false;
        }
        calls++;
        return true;
    }

    synchronized void callEnds() {
        calls--;
    }

    /** No more come; those that wait for a request are cut, and the others are told to end after their answer. */
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
