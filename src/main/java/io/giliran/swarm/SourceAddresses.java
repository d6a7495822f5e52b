package io.giliran.swarm;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Gives each connection of a run an address and port of its own, so that the swarm's log and the balancer's join
 * without doubt. The system itself hands out its 28,000 ports again within seconds, and a port that waits in TIME_WAIT
 * cannot be had at all.
 *
 * <p>Works where the target is on IPv4 loopback, whose 16 million addresses are all this machine's: walks through
 * 127.77.0.1:10240 … 127.77.0.1:32767, 127.77.0.2:10240 and so on, below the ports that the system hands out by
 * itself. Elsewhere the system chooses. Confined to one thread.
 */
final class SourceAddresses {
    private static final int FIRST_PORT = 10_240;
    private static final int LAST_PORT = 32_767;
    /** Below this many connections the system's choice does not come round. */
    private static final long FEW_CONNECTIONS = 10_000;

    private static final int HOSTS = 0xffff;

    private final boolean unique;
    private int host;
    private int port;

    private SourceAddresses(boolean unique, int host) {
        this.unique = unique;
        this.host = Math.floorMod(host, HOSTS);
        this.port = FIRST_PORT;
    }

    /**
     * The addresses for one loop's connections.
     *
     * @param connections how many the run will make; -1 when that is not known
     * @param start where to begin, different for each loop and, likely, for each run
     */
    static SourceAddresses forTarget(InetSocketAddress target, long connections, int start) {
        byte[] address = target.getAddress().getAddress();
        boolean ipv4Loopback = address.length == 4 && target.getAddress().isLoopbackAddress();
        return new SourceAddresses(ipv4Loopback && (connections < 0 || connections > FEW_CONNECTIONS), start);
    }

    /** The next address to bind; null leaves it to the system. */
    @Nullable
    InetSocketAddress next() {
        if (!unique) {
            return null;
        }
        if (port > LAST_PORT) {
            port = FIRST_PORT;
            host = (host + 1) % HOSTS;
        }
        int number = host + 1;
        byte[] address = {127, 77, (byte) (number >> 8), (byte) number};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port++);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }
}
