package io.giliran.balancer.dispatch;

import io.giliran.transport.Leg;
import io.giliran.transport.RelayEnd;
import org.jspecify.annotations.Nullable;

/**
 * Outcome of one connection as evidence about its backend.
 *
 * @param openNanos duration of the connection to the backend, in ns
 */
public record BackendConduct(Kind kind, long openNanos) {
    public enum Kind {
        /** No evidence: no backend was connected, the balancer failed, or client and backend both had a part in the end. */
        NOTHING,
        /** The backend has sent something. */
        ANSWERED,
        /** The client ended it before anything came. */
        LEFT,
        /** The backend ended it without a byte, and the client had sent nothing. */
        CLOSED_UNASKED,
        /** The backend ended it without a byte after the client had spoken. */
        CLOSED_UNANSWERED
    }

    public static final BackendConduct NOTHING = new BackendConduct(Kind.NOTHING, 0);
    public static final BackendConduct ANSWERED = new BackendConduct(Kind.ANSWERED, 0);
    static final BackendConduct LEFT = new BackendConduct(Kind.LEFT, 0);

    /**
     * Judges a connection that was connected.
     *
     * @param firstFinished whose FIN came first; null when none did
     */
    public static BackendConduct of(RelayEnd end, @Nullable Leg firstFinished, long openNanos) {
        if (end.bytesFromBackend() > 0) {
            return ANSWERED;
        }
        if (end.cause() == RelayEnd.Cause.FAILED) {
            return NOTHING;
        }
        boolean reset = end.cause() == RelayEnd.Cause.BACKEND_RESET;
        if (firstFinished == Leg.CLIENT && reset) {
            // A client that hangs up with bytes unread at the backend gets a reset for it.
            return NOTHING;
        }
        if (reset || firstFinished == Leg.BACKEND) {
            return new BackendConduct(
                    end.bytesFromClient() > 0 ? Kind.CLOSED_UNANSWERED : Kind.CLOSED_UNASKED, openNanos);
        }
        return LEFT;
    }

    public boolean isUnanswered() {
        return kind == Kind.CLOSED_UNASKED || kind == Kind.CLOSED_UNANSWERED;
    }
}
