package io.giliran.transport.streams;

import io.giliran.supervision.BoundedLog;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEvents;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs an owner's fault before it ends the connection: Akka does not log all that a stage throws. */
record LoggedFaults(RelayEvents owner) implements RelayEvents {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedFaults.class);
    private static final BoundedLog FAULTS = new BoundedLog(LOG, Level.ERROR, System::nanoTime);

    @Override
    public void connected(SocketAddress backendLegLocalAddress) {
        logged(() -> owner.connected(backendLegLocalAddress));
    }

    @Override
    public void connectFailed(ConnectFailure failure) {
        logged(() -> owner.connectFailed(failure));
    }

    @Override
    public void firstByte() {
        logged(owner::firstByte);
    }

    @Override
    public void halfClosed(Leg leg) {
        logged(() -> owner.halfClosed(leg));
    }

    @Override
    public void ended(RelayEnd end) {
        logged(() -> owner.ended(end));
    }

    private static void logged(Runnable telling) {
        try {
            telling.run();
        } catch (RuntimeException fault) {
            FAULTS.write("a connection has ended by a fault of its owner", fault);
            throw fault;
        }
    }
}
