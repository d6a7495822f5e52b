package io.giliran.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.util.Locale;

/** Why a backend leg could not be connected. */
public enum ConnectFailure {
    /** Nobody listens there, or the backend reset the attempt. */
    REFUSED,
    /** No answer within the connect timeout. */
    TIMEOUT,
    /** It was connected, but no TLS handshake came about: its certificate is not trusted, or it speaks none. */
    TLS,
    /** No route, no free local port, no descriptor left, no permission, or another local error. */
    UNREACHABLE;

    /** What the system's error means. Nobody listens where there is no file, and nobody answers whose queue is full. */
    public static ConnectFailure of(Throwable failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean refused = failure instanceof ConnectException
                || text.contains("reset")
                || text.contains("no such file")
                || text.contains(QUEUE_IS_FULL);
        return refused ? REFUSED : UNREACHABLE;
    }

    /** Whether a Unix socket has not room for one more that waits to be accepted: Linux does not wait for it. */
    public static boolean isQueueFull(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains(QUEUE_IS_FULL);
    }

    /** EAGAIN. */
    private static final String QUEUE_IS_FULL = "temporarily unavailable";
}
