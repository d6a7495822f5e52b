package io.giliran.balancer.log;

import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.policy.Backend;
import io.giliran.transport.Activity;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Logs each stage of one connection in {@code events.jsonl}, or does nothing when that log is off. Confined to its connection's
 * actor.
 */
public final class ConnectionLife {
    private final @Nullable AccessLog log;
    private final ConnectionTrace trace;

    public ConnectionLife(AccessLog log, ConnectionTrace trace) {
        this.log = log.takesEvents() ? log : null;
        this.trace = trace;
        if (isTold()) {
            tell(new LifeEvent.Accepted(trace.client(), trace.listener(), trace.serverName()));
        }
    }

    private boolean isTold() {
        return log != null;
    }

    public void queued(int position) {
        if (isTold()) {
            tell(new LifeEvent.Queued(position));
        }
    }

    public void picked(Backend backend, @Nullable PickExplanation why) {
        if (isTold()) {
            tell(new LifeEvent.Picked(backend.name(), trace.policy(), why));
        }
    }

    public void attempted(Backend backend, long nanos, @Nullable ConnectFailure failure) {
        if (isTold()) {
            tell(new LifeEvent.Attempted(backend.name(), nanos, failure));
        }
    }

    public void firstByte(long nanos) {
        if (isTold()) {
            tell(new LifeEvent.FirstByte(nanos));
        }
    }

    public void halfClosed(Leg side) {
        if (isTold()) {
            tell(new LifeEvent.HalfClosed(side));
        }
    }

    public void moved(Activity activity) {
        if (isTold()) {
            tell(new LifeEvent.Moved(activity));
        }
    }

    public void ended(ConnectionRecord record) {
        if (isTold()) {
            tell(new LifeEvent.Ended(record));
        }
    }

    private void tell(LifeEvent.Stage stage) {
        Objects.requireNonNull(log).tell(new LifeEvent(trace.id(), trace.accepted(), trace.sinceAccepted(), stage));
    }
}
