package io.giliran.transport.relay.leg;

import io.giliran.transport.ClientFault;
import io.giliran.transport.proxyprotocol.ProxyHeader;
import io.giliran.transport.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/**
 * Result of the bytes that were awaited from a client before it was handed over.
 *
 * @param leg registered with the loop already
 * @param early bytes after the awaited ones
 * @param header its PROXY protocol header; null when there is none or it is invalid
 * @param serverName the SNI of its ClientHello; null when it has none
 * @param tls parameters of its TLS session; null when TLS is not terminated here
 * @param fault of the client; null for none
 */
public record ClientOpening(
        LegChannel leg,
        EarlyBytes early,
        @Nullable ProxyHeader header,
        @Nullable String serverName,
        @Nullable TlsFacts tls,
        @Nullable ClientFault fault) {}
