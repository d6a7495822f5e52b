package io.giliran.transport.streams;

import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEvents;
import java.net.SocketAddress;

/** The owner of a relay that begins only to end: it wants to know nothing of it. */
enum Nobody implements RelayEvents {
    INSTANCE;

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
