package io.giliran.transport;

/**
 * Relay that has been idle for too long, with the evidence of which side was awaited.
 *
 * @param clientTakesNone bytes wait that the client does not take
 * @param backendTakesNone bytes wait that the backend does not take
 * @param clientFinished the client has finished sending
 * @param backendFinished the backend has finished sending
 * @param lastWentToBackend where the last bytes that moved have gone; neither when none ever did
 */
public record Silence(
        boolean clientTakesNone,
        boolean backendTakesNone,
        boolean clientFinished,
        boolean backendFinished,
        boolean lastWentToBackend) {

    /** The one that was waited for: to take bytes, else to finish as the other one has, else to answer or ask. */
    public RelayEnd.Cause cause() {
        return clientIsAwaited() ? RelayEnd.Cause.CLIENT_IDLE : RelayEnd.Cause.BACKEND_IDLE;
    }

    private boolean clientIsAwaited() {
        if (clientTakesNone || backendTakesNone) {
            return clientTakesNone;
        }
        if (clientFinished || backendFinished) {
            return backendFinished;
        }
        return !lastWentToBackend;
    }
}
