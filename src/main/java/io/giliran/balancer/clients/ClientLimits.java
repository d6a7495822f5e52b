package io.giliran.balancer.clients;

import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Limits of each client: open connections, and new connections per second. A client is an address of IPv4, or one of IPv6, or
 * all of its /64, which one host owns; or a user who comes by a Unix socket, see {@link ClientIdentity}.
 *
 * <p>New connections are limited by the generic cell rate algorithm, a token bucket that is one number: the time at which the
 * bucket is full again.
 *
 * <p>At most so many clients are remembered. One that has no connection and a full bucket is forgotten soon. If there is no
 * room for a new one, the client without a connection that closed its last one first is forgotten, which refills its bucket
 * early; if all have connections, the new one is refused. Thread-safe; the time is handed in.
 */
public final class ClientLimits {
    private static final int IPV6_NETWORK_BITS = 64;
    private static final int IPV6_BITS = 128;
    private static final double NANOS_A_SECOND = 1e9;
    private static final double SLOWEST = 0.001;
    private static final int MOST_BURST = 1_000_000;
    /** More than one, so that the forgotten ones catch up with the new ones. */
    private static final int FORGOTTEN_AT_ONCE = 2;

    /** Decision about a new connection. */
    enum Verdict {
        ADMITTED,
        /** The client has as many connections as it may. */
        TOO_MANY_OPEN,
        /** The client opens them too fast. */
        TOO_FAST,
        /** Too many clients have connections. */
        TOO_MANY_CLIENTS
    }

    /**
     * The limits.
     *
     * @param maxOpen at least 1; {@link Integer#MAX_VALUE} for no limit
     * @param opensPerSecond at least 0.001; infinite for no limit
     * @param burst how many may be opened at once after a pause, 1 to 1,000,000
     * @param ipv6Networks whether all addresses of a /64 are one client
     * @param maxClients how many are remembered, at least 1
     */
    public record Limits(int maxOpen, double opensPerSecond, int burst, boolean ipv6Networks, int maxClients) {
        public Limits {
            if (maxOpen < 1 || !(opensPerSecond >= SLOWEST) || burst < 1 || burst > MOST_BURST || maxClients < 1) {
                throw new IllegalArgumentException("a limit is out of its range");
            }
        }
    }

    private static final class Client {
        private int open;
        private long fullAtNanos;

        /** The bucket lacks as many connections as before, each of which takes another time to come back. */
        void respread(long intervalBefore, long interval, long nowNanos) {
            long backlog = Math.max(0, fullAtNanos - nowNanos);
            fullAtNanos =
                    nowNanos + (intervalBefore == 0 ? 0 : Math.round((double) backlog / intervalBefore * interval));
        }
    }

    private Limits limits;
    private long intervalNanos;
    /** Counts the clients of IPv4 and of Unix sockets since IPv6 addresses are grouped differently; null before. */
    private @Nullable ClientLimits successor;

    private final Map<Object, Client> busy = new HashMap<>();
    /** The clients without a connection, in the order in which they closed their last one. */
    private final LinkedHashMap<Object, Client> idle = new LinkedHashMap<>();

    private boolean begun;
    private long latestNanos;

    ClientLimits(Limits limits) {
        this.limits = limits;
        intervalNanos = interval(limits);
    }

    private static long interval(Limits limits) {
        return Math.round(NANOS_A_SECOND / limits.opensPerSecond());
    }

    /**
     * Goes by other limits: the same clients have as many connections and as full buckets as before. When IPv6 addresses are
     * grouped differently, those clients are new ones.
     *
     * @return what new connections have to be counted by; {@link #closed} of this one goes on counting those that it admitted
     */
    synchronized ClientLimits reconfigured(Limits changed, long nowNanos) {
        if (changed.equals(limits)) {
            return this;
        }
        if (changed.ipv6Networks() != limits.ipv6Networks()) {
            ClientLimits next = new ClientLimits(limits);
            moveExceptIpv6(busy, next.busy);
            moveExceptIpv6(idle, next.idle);
            next.become(changed, nowNanos);
            successor = next;
            return next;
        }
        become(changed, nowNanos);
        return this;
    }

    private void become(Limits changed, long nowNanos) {
        long before = intervalNanos;
        limits = changed;
        intervalNanos = interval(changed);
        if (before != intervalNanos) {
            busy.values().forEach(client -> client.respread(before, intervalNanos, nowNanos));
            idle.values().forEach(client -> client.respread(before, intervalNanos, nowNanos));
        }
        Iterator<Client> oldest = idle.values().iterator();
        while (oldest.hasNext() && clients() > changed.maxClients()) {
            oldest.next();
            oldest.remove();
        }
    }

    private static void moveExceptIpv6(Map<Object, Client> from, Map<Object, Client> to) {
        from.forEach((key, client) -> {
            if (!isIpv6(key)) {
                to.put(key, client);
            }
        });
        from.keySet().removeAll(to.keySet());
    }

    private static boolean isIpv6(Object key) {
        return key instanceof AddressBits bits && !bits.isIpv4();
    }

    /** A client wants a connection. If it is admitted, {@link #closed} has to be called once when that has ended. */
    synchronized Verdict opened(SocketAddress address, long readNanos) {
        long nowNanos = latest(readNanos);
        forgetIdle(nowNanos);
        Object key = key(address);
        if (successor != null && !isIpv6(key)) {
            // Whoever judges has not seen yet that there is another one.
            return successor.opened(address, nowNanos);
        }
        Client client = busy.get(key);
        boolean wasIdle = client == null;
        if (wasIdle) {
            client = idle.get(key);
        }
        if (client == null) {
            if (!makeRoom()) {
                return Verdict.TOO_MANY_CLIENTS;
            }
            client = new Client();
            client.fullAtNanos = nowNanos;
        }
        if (client.open >= limits.maxOpen()) {
            return Verdict.TOO_MANY_OPEN;
        }
        long backlogNanos = Math.max(0, client.fullAtNanos - nowNanos);
        if (backlogNanos > (limits.burst() - 1) * intervalNanos) {
            return Verdict.TOO_FAST;
        }
        client.fullAtNanos = nowNanos + backlogNanos + intervalNanos;
        client.open++;
        if (wasIdle) {
            idle.remove(key);
            busy.put(key, client);
        }
        return Verdict.ADMITTED;
    }

    /** Several threads read the clock, and one that read it earlier may come later: for this object time never goes back. */
    private long latest(long readNanos) {
        if (!begun || readNanos - latestNanos > 0) {
            begun = true;
            latestNanos = readNanos;
        }
        return latestNanos;
    }

    /** A connection that was admitted has ended. */
    synchronized void closed(SocketAddress address) {
        Object key = key(address);
        if (successor != null && !isIpv6(key)) {
            successor.closed(address);
            return;
        }
        Client client = busy.get(key);
        if (client == null) {
            throw new IllegalStateException("a connection ended that was not admitted");
        }
        client.open--;
        if (client.open == 0) {
            busy.remove(key);
            idle.put(key, client);
        }
    }

    /** Number of clients that are remembered. */
    synchronized int clients() {
        return busy.size() + idle.size();
    }

    /** Forgets clients whose bucket is full again: they are no different from new ones. */
    private void forgetIdle(long nowNanos) {
        Iterator<Client> oldest = idle.values().iterator();
        for (int i = 0; i < FORGOTTEN_AT_ONCE && oldest.hasNext(); i++) {
            if (oldest.next().fullAtNanos - nowNanos > 0) {
                return;
            }
            oldest.remove();
        }
    }

    private boolean makeRoom() {
        if (clients() < limits.maxClients()) {
            return true;
        }
        Iterator<Client> oldest = idle.values().iterator();
        if (!oldest.hasNext()) {
            return false;
        }
        oldest.next();
        oldest.remove();
        return true;
    }

    private Object key(SocketAddress client) {
        return ClientIdentity.counted(client, limits.ipv6Networks() ? IPV6_NETWORK_BITS : IPV6_BITS);
    }
}
