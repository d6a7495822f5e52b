package io.giliran.transport.streams;

import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.RelayOptions;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the owner of a relay that runs before it has one. All that can happen until then is that it ends, which the
 * owner is told when it comes. Thread-safe.
 */
final class LateOwner implements RelayEvents {
    private @Nullable RelayEvents owner;
    private RelayOptions options = RelayOptions.NONE;
    private @Nullable RelayEnd endedBefore;

    synchronized void come(RelayOptions asked, RelayEvents events) {
        options = asked;
        owner = events;
        if (endedBefore != null) {
            events.ended(endedBefore);
        }
    }

    synchronized RelayOptions options() {
        return options;
    }

    @Override
    public void connected(SocketAddress backendLegLocalAddress) {
        owner().connected(backendLegLocalAddress);
    }

    @Override
    public void connectFailed(ConnectFailure failure) {
        owner().connectFailed(failure);
    }

    @Override
    public void firstByte() {
        owner().firstByte();
    }

    @Override
    public void halfClosed(Leg leg) {
        owner().halfClosed(leg);
    }

    @Override
    public synchronized void ended(RelayEnd end) {
        if (owner == null) {
            endedBefore = end;
        } else {
            owner.ended(end);
        }
    }

    private synchronized RelayEvents owner() {
        return Objects.requireNonNull(owner);
    }
}
