package io.giliran.transport.relay.leg;

import io.giliran.transport.ClientFault;
import io.giliran.transport.proxyprotocol.ProxyHeader;
import io.giliran.transport.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/**
 * State of a client's leg that was handed over after something had been awaited of it.
 *
 * @param leg watched by the loop already
 * @param early what came behind what was awaited
 * @param header its PROXY protocol header; null when there was none that can be used
 * @param serverName the host name that it asks for by TLS; null when it names none
 * @param tls what was agreed on with it; null when its TLS does not end here
 * @param fault what it did wrong; null for nothing
 */
public record ClientOpening(
        LegChannel leg,
        EarlyBytes early,
        @Nullable ProxyHeader header,
        @Nullable String serverName,
        @Nullable TlsFacts tls,
        @Nullable ClientFault fault) {}
