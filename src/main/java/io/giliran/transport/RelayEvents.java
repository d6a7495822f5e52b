package io.giliran.transport;

import java.net.SocketAddress;

/** Receives the events of a relay, for its owner. After {@link #ended} nothing follows. */
public interface RelayEvents {
    /** The backend leg stands. */
    void connected(SocketAddress backendLegLocalAddress);

    /** The backend leg could not be connected; another may be tried. */
    void connectFailed(ConnectFailure failure);

    /** The backend has sent its first byte. */
    void firstByte();

    /** Half-close: one side has sent its FIN, which was passed on; the other direction goes on. */
    void halfClosed(Leg leg);

    /** Reports that both legs are finished. */
    void ended(RelayEnd end);
}
