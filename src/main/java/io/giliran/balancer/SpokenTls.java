package io.giliran.balancer;

import io.giliran.transport.ClientFault;
import io.giliran.transport.ClientLeg;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the TLS that a client speaks.
 *
 * @param serverName the host name that it asks for; null when it names none
 * @param fault why it could not be served; null when it could
 */
record SpokenTls(@Nullable String serverName, @Nullable String fault) {

    /** Null when nothing is known of any. */
    static @Nullable SpokenTls of(ClientLeg client) {
        ClientFault fault = client.fault();
        String reason = fault == null || fault.kind() != ClientFault.Kind.TLS ? null : fault.reason();
        return client.serverName() == null && reason == null ? null : new SpokenTls(client.serverName(), reason);
    }
}
