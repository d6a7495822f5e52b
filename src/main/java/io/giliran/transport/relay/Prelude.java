package io.giliran.transport.relay;

import io.giliran.transport.proxyprotocol.ProxyHeader;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * What has happened on a client's leg before it was handed over, because its PROXY protocol header was awaited.
 *
 * @param key what the loop knows the leg's channel by
 * @param early what came behind the header
 * @param header null when there was none that can be used
 * @param fault why there was none
 */
record Prelude(
        SelectionKey key,
        EarlyBytes early,
        @Nullable ProxyHeader header,
        @Nullable String fault) {}
