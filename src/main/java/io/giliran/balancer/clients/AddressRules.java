package io.giliran.balancer.clients;

import java.net.SocketAddress;

/**
 * Which clients may connect. Who is denied may not, even if it is allowed too: so a hole can be cut into what is allowed,
 * and the order of the rules means nothing. If anybody is allowed by name, all others are not.
 */
public record AddressRules(ClientSet allow, ClientSet deny) {
    static final AddressRules ALL = new AddressRules(ClientSet.EMPTY, ClientSet.EMPTY);

    public boolean admits(SocketAddress client) {
        return !deny.test(client) && (allow.isEmpty() || allow.test(client));
    }
}
