package io.giliran.transport;

/**
 * End of a relay.
 *
 * @param cause the party or event that ended it
 * @param bytesFromClient bytes written to the backend
 * @param bytesFromBackend bytes written to the client
 */
public record RelayEnd(Cause cause, long bytesFromClient, long bytesFromBackend) {
    /** Cause of a relay's end. */
    public enum Cause {
        /** Both sides have finished sending, and all bytes were handed on. */
        FINISHED,
        /** The client reset its leg; with no backend connected yet, or while bytes flowed. */
        CLIENT_RESET,
        /** The backend reset its leg. */
        BACKEND_RESET,
        /** Idle timeout while the client was awaited: to take bytes, to finish or to send; see {@link Silence}. */
        CLIENT_IDLE,
        /** Idle timeout while the backend was awaited. */
        BACKEND_IDLE,
        /** The connection has reached its maximum age. */
        TOO_OLD,
        /** The owner closed it. */
        CLOSED,
        /** The owner aborted it. */
        ABORTED,
        /** A fault of ours; logged where it happened. */
        FAILED
    }
}
