package io.giliran.balancer.model;

import io.giliran.transport.ClientFault;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.proxyprotocol.ProxyHeader;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that a client came through, and what its PROXY protocol header said beside the addresses.
 *
 * @param peer who has connected
 * @param authority the host name that the client asked for; null when the header does not say
 * @param uniqueId as it is when it is text, else in hexadecimal; null when the header does not say
 * @param fault why the header could not be used; null when it could
 */
public record ProxiedBy(
        SocketAddress peer,
        @Nullable String authority,
        @Nullable String uniqueId,
        @Nullable String fault) {

    /** Null when no header was asked for. */
    public static @Nullable ProxiedBy of(ClientLeg client) {
        ProxyHeader header = client.proxyHeader();
        if (header == null) {
            ClientFault fault = client.fault();
            return fault == null || fault.kind() != ClientFault.Kind.PROXY_HEADER
                    ? null
                    : new ProxiedBy(client.peerAddress(), null, null, fault.reason());
        }
        return new ProxiedBy(client.peerAddress(), header.authority(), text(header.uniqueId()), null);
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        for (byte character : bytes) {
            if (character < ' ' || character > '~') {
                return HexFormat.of().formatHex(bytes);
            }
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
