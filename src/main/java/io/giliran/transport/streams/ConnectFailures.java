package io.giliran.transport.streams;

import io.giliran.transport.ConnectFailure;
import java.net.SocketException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Classifies the connect failures that Akka reports. */
final class ConnectFailures {
    private ConnectFailures() {}

    /** Classifies the failure of a connect. Akka wraps the system's error, and names a timeout only in its text. */
    static ConnectFailure of(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException) {
                String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
                return text.contains("expired") ? ConnectFailure.TIMEOUT : ConnectFailure.of(cause);
            }
            if (cause instanceof OutOfMemoryError) {
                return ConnectFailure.NO_MEMORY;
            }
        }
        return ConnectFailure.UNREACHABLE;
    }
}
