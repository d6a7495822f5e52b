package io.giliran.balancer.log;

import io.giliran.balancer.model.ConnectionObserver;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.policy.Backend;
import io.giliran.transport.Activity;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import org.jspecify.annotations.Nullable;

/** Logs each stage of one connection in {@code events.jsonl}. Confined to its connection's actor. */
public final class ConnectionEvents implements ConnectionObserver {
    private final AccessLog log;
    private final ConnectionTrace trace;

    private ConnectionEvents(AccessLog log, ConnectionTrace trace) {
        this.log = log;
        this.trace = trace;
    }

    /** Logs that the connection was accepted, and returns the observer for its other stages; {@link #NONE} when that log is off. */
    public static ConnectionObserver of(AccessLog log, ConnectionTrace trace) {
        if (!log.takesEvents()) {
            return NONE;
        }
        ConnectionEvents events = new ConnectionEvents(log, trace);
        events.write(new LifeEvent.Accepted(trace.client(), trace.listener(), trace.serverName()));
        return events;
    }

    @Override
    public void queued(int position) {
        write(new LifeEvent.Queued(position));
    }

    @Override
    public void picked(Backend backend, @Nullable PickExplanation why) {
        write(new LifeEvent.Picked(backend.name(), trace.policy(), why));
    }

    @Override
    public void attempted(Backend backend, long nanos, @Nullable ConnectFailure failure) {
        write(new LifeEvent.Attempted(backend.name(), nanos, failure));
    }

    @Override
    public void firstByte(long nanos) {
        write(new LifeEvent.FirstByte(nanos));
    }

    @Override
    public void halfClosed(Leg side) {
        write(new LifeEvent.HalfClosed(side));
    }

    @Override
    public void moved(Activity activity) {
        write(new LifeEvent.Moved(activity));
    }

    @Override
    public void ended(ConnectionRecord connection) {
        write(new LifeEvent.Ended(connection));
    }

    private void write(LifeEvent.Stage stage) {
        log.tell(new LifeEvent(trace.id(), trace.accepted(), trace.sinceAccepted(), stage));
    }
}
