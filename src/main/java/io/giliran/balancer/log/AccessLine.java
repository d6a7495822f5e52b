package io.giliran.balancer.log;

import io.giliran.balancer.model.ConnectionObserver;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.supervision.BoundedLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The line of one connection in the access log: kept from the connection's end until the log takes it. Confined to its
 * connection's actor.
 */
public final class AccessLine implements ConnectionObserver {
    private static final BoundedLog LOST =
            new BoundedLog(LoggerFactory.getLogger(AccessLine.class), Level.ERROR, System::nanoTime);

    private final AccessLog log;
    private final OpenConnections open;
    private @Nullable ConnectionRecord unwritten;

    public AccessLine(AccessLog log, OpenConnections open) {
        this.log = log;
        this.open = open;
    }

    @Override
    public void ended(ConnectionRecord connection) {
        unwritten = connection;
    }

    /** Whether the connection has ended and the log has not taken its line. */
    public boolean isDue() {
        return unwritten != null;
    }

    /** Hands the line over; false when the log is full, and it has to be tried again. Never waits. */
    public boolean write() {
        if (unwritten != null && !log.offer(unwritten, open)) {
            return false;
        }
        unwritten = null;
        return true;
    }

    /** The last chance: a line that the log does not take is lost, and reported so. */
    public void writeOrReport() {
        ConnectionRecord last = unwritten;
        if (last != null && !write()) {
            LOST.write("the access log is full, and the line of {} is lost", last);
        }
    }
}
