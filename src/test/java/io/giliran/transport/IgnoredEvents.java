package io.giliran.transport;

import java.net.SocketAddress;

/** For a relay of which nothing has to be known. */
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
