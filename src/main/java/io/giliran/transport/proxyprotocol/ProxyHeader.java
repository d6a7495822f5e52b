package io.giliran.transport.proxyprotocol;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Content of a PROXY protocol header.
 *
 * @param source address of the proxy's client; null when the real address of the connection counts
 * @param destination to which that client connected; null when {@code source} is
 * @param tlvs in their order, padding included; version 1 has none
 */
public record ProxyHeader(
        ProxyVersion version,
        Command command,
        Family family,
        @Nullable SocketAddress source,
        @Nullable SocketAddress destination,
        List<Tlv> tlvs) {

    /** Kind of the connection: a client's, or the proxy's own. */
    public enum Command {
        /** The proxy's own, for example a health check. */
        LOCAL,
        /** Client's connection: the addresses in the header count. */
        PROXY
    }

    /** The kind of the addresses. */
    public enum Family {
        /** None are known, or none that a TCP connection can have. */
        UNKNOWN,
        TCP4,
        TCP6,
        UNIX
    }

    public ProxyHeader {
        tlvs = List.copyOf(tlvs);
        boolean fits = switch (family) {
            case UNKNOWN -> source == null && destination == null;
            case TCP4 -> isIpv4(source) && isIpv4(destination);
            case TCP6 -> isIp(source) && isIp(destination);
            case UNIX -> source instanceof UnixName && destination instanceof UnixName;
        };
        if (!fits) {
            throw new IllegalArgumentException(source + " and " + destination + " are no addresses of " + family);
        }
        if (command == Command.LOCAL && family != Family.UNKNOWN) {
            throw new IllegalArgumentException("a LOCAL header has no addresses");
        }
        if (version == ProxyVersion.V1 && (command == Command.LOCAL || family == Family.UNIX || !tlvs.isEmpty())) {
            throw new IllegalArgumentException("version 1 knows neither LOCAL nor Unix sockets nor TLVs");
        }
    }

    /**
     * The header of a connection between resolved addresses; if one of them is IPv6, both are written as such. For Unix sockets
     * version 1 says that the addresses are not known.
     */
    public static ProxyHeader proxy(
            ProxyVersion version, SocketAddress source, SocketAddress destination, List<Tlv> tlvs) {
        if (isIp(source) && isIp(destination)) {
            Family family = isIpv4(source) && isIpv4(destination) ? Family.TCP4 : Family.TCP6;
            return new ProxyHeader(version, Command.PROXY, family, source, destination, tlvs);
        }
        return version == ProxyVersion.V1
                ? unknown(version)
                : new ProxyHeader(
                        version, Command.PROXY, Family.UNIX, UnixName.of(source), UnixName.of(destination), tlvs);
    }

    /** The header of a connection whose addresses are not known: the receiver takes the real ones. */
    public static ProxyHeader unknown(ProxyVersion version) {
        return new ProxyHeader(version, Command.PROXY, Family.UNKNOWN, null, null, List.of());
    }

    /** The header of a connection of the proxy's own, for example a health check. Version 1 has no such header. */
    public static ProxyHeader local() {
        return new ProxyHeader(ProxyVersion.V2, Command.LOCAL, Family.UNKNOWN, null, null, List.of());
    }

    /** The client, when the header names one that an IP address stands for. */
    public @Nullable InetSocketAddress client() {
        return source instanceof InetSocketAddress address ? address : null;
    }

    /** The host name that the client asked for; null when the header does not say. */
    public @Nullable String authority() {
        Tlv tlv = first(Tlv.AUTHORITY);
        return tlv == null ? null : tlv.text();
    }

    /** Identifier that the proxy gave the connection; null when the header has none. */
    public byte @Nullable [] uniqueId() {
        return value(Tlv.UNIQUE_ID);
    }

    /** The protocol that is spoken; null when the header does not say. */
    public byte @Nullable [] alpn() {
        return value(Tlv.ALPN);
    }

    private byte @Nullable [] value(int type) {
        Tlv tlv = first(type);
        return tlv == null ? null : tlv.value();
    }

    private @Nullable Tlv first(int type) {
        for (Tlv tlv : tlvs) {
            if (tlv.type() == type) {
                return tlv;
            }
        }
        return null;
    }

    private static boolean isIp(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress ip && !ip.isUnresolved();
    }

    private static boolean isIpv4(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress ip && ip.getAddress() instanceof Inet4Address;
    }
}
