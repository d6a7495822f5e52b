package io.giliran.balancer;

import java.net.InetAddress;

/**
 * Which clients may connect. Who is denied may not, even if it is allowed too: so a hole can be cut into what is allowed,
 * and the order of the rules means nothing. If anybody is allowed by name, all others are not.
 */
record AddressRules(CidrList allow, CidrList deny) {
    static final AddressRules ALL = new AddressRules(CidrList.EMPTY, CidrList.EMPTY);

    boolean admits(InetAddress client) {
        return !deny.contains(client) && (allow.isEmpty() || allow.contains(client));
    }
}
