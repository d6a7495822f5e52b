package io.giliran.balancer.model;

import io.giliran.policy.Backend;
import io.giliran.transport.Activity;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import org.jspecify.annotations.Nullable;

/**
 * Receives the stages of one connection, each once and in order, with the times that were measured. Called on the thread of the
 * connection's actor; must not block.
 */
public interface ConnectionObserver {
    /** Ignores every stage. */
    ConnectionObserver NONE = new ConnectionObserver() {};

    /** The connection waits for a slot, behind {@code position} others. */
    default void queued(int position) {}

    /**
     * A backend was picked, and is being connected.
     *
     * @param why null unless picks are explained
     */
    default void picked(Backend backend, @Nullable PickExplanation why) {}

    /**
     * The attempt to connect the picked backend ended.
     *
     * @param nanos until it was connected or given up
     * @param failure null when it was connected
     */
    default void attempted(Backend backend, long nanos, @Nullable ConnectFailure failure) {}

    /** The backend sent its first byte, so long after it was connected. */
    default void firstByte(long nanos) {}

    /** Half-close: one side has sent its FIN, and the other direction goes on. */
    default void halfClosed(Leg side) {}

    /** The bytes up to now, at the interval for which the log asks. */
    default void moved(Activity activity) {}

    /** The connection ended; nothing follows. */
    default void ended(ConnectionRecord connection) {}

    /** Both observers, this one first. One that throws keeps the stage from those after it. */
    default ConnectionObserver and(ConnectionObserver next) {
        return this == NONE ? next : next == NONE ? this : new Both(this, next);
    }

    /** Two observers, in order. */
    record Both(ConnectionObserver first, ConnectionObserver second) implements ConnectionObserver {
        @Override
        public void queued(int position) {
            first.queued(position);
            second.queued(position);
        }

        @Override
        public void picked(Backend backend, @Nullable PickExplanation why) {
            first.picked(backend, why);
            second.picked(backend, why);
        }

        @Override
        public void attempted(Backend backend, long nanos, @Nullable ConnectFailure failure) {
            first.attempted(backend, nanos, failure);
            second.attempted(backend, nanos, failure);
        }

        @Override
        public void firstByte(long nanos) {
            first.firstByte(nanos);
            second.firstByte(nanos);
        }

        @Override
        public void halfClosed(Leg side) {
            first.halfClosed(side);
            second.halfClosed(side);
        }

        @Override
        public void moved(Activity activity) {
            first.moved(activity);
            second.moved(activity);
        }

        @Override
        public void ended(ConnectionRecord connection) {
            first.ended(connection);
            second.ended(connection);
        }
    }
}
