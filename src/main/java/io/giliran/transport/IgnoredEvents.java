package io.giliran.transport;

import java.net.SocketAddress;

/** Receiver of relay events that ignores all of them unless overridden. */
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
