package io.giliran.transport;

/**
 * End of a relay.
 *
 * @param cause who or what ended it
 * @param bytesFromClient bytes handed on to the backend
 * @param bytesFromBackend bytes handed on to the client
 */
public record RelayEnd(Cause cause, long bytesFromClient, long bytesFromBackend) {
    /** Causes of the end of a relay. */
    public enum Cause {
        /** Both sides have finished sending, and all of it was handed on. */
        FINISHED,
        /** The client reset its leg; with no backend connected yet, or while bytes flowed. */
        CLIENT_RESET,
        /** The backend reset its leg. */
        BACKEND_RESET,
        /** Nothing moved for too long, and it was the client's turn; see {@link Silence}. */
        CLIENT_IDLE,
        /** Nothing moved for too long, and it was the backend's turn. */
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
