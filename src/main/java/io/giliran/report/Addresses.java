package io.giliran.report;

import io.giliran.settings.HostPort;
import java.net.Inet4Address;
import java.net.InetSocketAddress;

/** Socket addresses as numeric {@code HOST:PORT}. */
final class Addresses {
    private Addresses() {}

    /** Appends an address; the usual kind, IPv4, without making texts on the way. */
    static void putTo(ByteText text, InetSocketAddress address) {
        if (address.getAddress() instanceof Inet4Address four) {
            byte[] octets = four.getAddress();
            for (int i = 0; i < octets.length; i++) {
                text.put(octets[i] & 0xFF).put(i < octets.length - 1 ? '.' : ':');
            }
            text.put(address.getPort());
        } else {
            text.put(HostPort.format(address));
        }
    }
}
