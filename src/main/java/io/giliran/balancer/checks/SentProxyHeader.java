package io.giliran.balancer.checks;

import io.giliran.balancer.model.TlsOfConnection;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.proxyprotocol.ProxyHeader;
import io.giliran.transport.proxyprotocol.ProxyHeaderWriter;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import io.giliran.transport.proxyprotocol.Tlv;
import io.giliran.transport.tls.TlsFacts;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** PROXY protocol header that the balancer sends to a backend, for a client or for a health check. */
public final class SentProxyHeader {
    private SentProxyHeader() {}

    /**
     * The header for a client: its address and the one it connected to; version 2 adds a unique id and a checksum. A client of
     * a Unix socket has no address. The header of a proxy in front is passed on. The facts of a TLS session that ends here are
     * added, and replace those of a proxy in front.
     *
     * @param connection its number, and when it was accepted: its unique id when nobody has given it one
     */
    public static byte[] of(ClientLeg client, ProxyVersion version, long connection, Instant accepted) {
        ProxyHeader came = client.proxyHeader();
        SocketAddress source = client.remoteAddress();
        SocketAddress destination = client.localAddress();
        if (came != null) {
            SocketAddress from = came.source();
            SocketAddress to = came.destination();
            // Nobody can have come to a port of TCP from a Unix socket.
            boolean fits = from instanceof InetSocketAddress || !(source instanceof InetSocketAddress);
            if (from != null && to != null && fits) {
                source = from;
                destination = to;
            }
        }
        List<Tlv> tlvs = new ArrayList<>();
        if (version == ProxyVersion.V2) {
            TlsFacts tls = client.tls();
            if (tls != null) {
                tlvs.addAll(TlsOfConnection.tlvs(tls));
            }
            if (came != null) {
                came.tlvs().stream()
                        .filter(SentProxyHeader::isPassedOn)
                        .filter(tlv -> tlvs.stream().noneMatch(other -> other.type() == tlv.type()))
                        .toList()
                        .forEach(tlvs::add);
            }
            if (tlvs.stream().noneMatch(tlv -> tlv.type() == Tlv.UNIQUE_ID)) {
                tlvs.add(Tlv.uniqueId(uniqueId(connection, accepted).getBytes(StandardCharsets.US_ASCII)));
            }
            tlvs.add(Tlv.checksum());
        }
        return ProxyHeaderWriter.write(ProxyHeader.proxy(version, source, destination, tlvs));
    }

    /** The header for a health check. Version 1 has no word for a check, so it says that no addresses are known. */
    static byte[] ofCheck(ProxyVersion version) {
        return ProxyHeaderWriter.write(
                version == ProxyVersion.V2 ? ProxyHeader.local() : ProxyHeader.unknown(ProxyVersion.V1));
    }

    private static boolean isPassedOn(Tlv tlv) {
        return tlv.type() == Tlv.AUTHORITY || tlv.type() == Tlv.ALPN || tlv.type() == Tlv.UNIQUE_ID;
    }

    /** The accepted time in ms and the number, both as in the log, in hexadecimal. */
    private static String uniqueId(long connection, Instant accepted) {
        return Long.toHexString(accepted.toEpochMilli()) + "-" + Long.toHexString(connection);
    }
}
