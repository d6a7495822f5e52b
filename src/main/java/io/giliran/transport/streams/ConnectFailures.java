package io.giliran.transport.streams;

import io.giliran.transport.ConnectFailure;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads Akka's exceptions. */
final class ConnectFailures {
    private ConnectFailures() {}

    /** Why connecting failed: Akka wraps the system's error, and tells a timeout only by its text. */
    static ConnectFailure of(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HandshakeFailure handshake) {
                return handshake.kind();
            }
            String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof SocketException) {
                boolean refused = cause instanceof ConnectException && text.contains("refused");
                if (refused || text.contains("reset")) {
                    return ConnectFailure.REFUSED;
                }
                if (text.contains("expired") || text.contains("timed out")) {
                    return ConnectFailure.TIMEOUT;
                }
            }
        }
        return ConnectFailure.UNREACHABLE;
    }
}
