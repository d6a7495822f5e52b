package io.giliran.transport;

import java.net.SocketAddress;

/** The owner of a relay who wants to know nothing of it, or not all that there is. */
public class IgnoredEvents implements RelayEvents {
    @Override
    public void connected(SocketAddress backendLegLocalAddress) {}

    @Override
    public void connectFailed(ConnectFailure failure) {}

    @Override
    public void firstByte() {}

    @Override
    public void halfClosed(Leg leg) {}

    @Override
    public void ended(RelayEnd end) {}
}
