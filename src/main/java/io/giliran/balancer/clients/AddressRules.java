package io.giliran.balancer.clients;

import java.net.SocketAddress;

/**
 * Rules that decide by its address whether a client may connect. A denied client may not connect even when it is also allowed:
 * so a hole can be cut into an allowed network, and the order of the rules means nothing. When any client is allowed by name,
 * all others are refused.
 */
public record AddressRules(ClientSet allow, ClientSet deny) {
    static final AddressRules ALL = new AddressRules(ClientSet.EMPTY, ClientSet.EMPTY);

    public boolean admits(SocketAddress client) {
        return !deny.test(client) && (allow.isEmpty() || allow.test(client));
    }
}
