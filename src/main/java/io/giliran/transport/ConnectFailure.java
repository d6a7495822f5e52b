package io.giliran.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reason why a backend leg, or the socket of a health check, could not be connected. Some kinds are a shortage or a fault of
 * this process or machine ({@link #isOurs}); these say nothing about the backend and must never count against it.
 */
public enum ConnectFailure {
    /** Connection refused: no listener at the address, or the backend reset the attempt. */
    REFUSED,
    /** No answer within the connect timeout. */
    TIMEOUT,
    /** The backend was connected, but the TLS handshake failed: its certificate is not trusted, or it does not speak TLS. */
    TLS,
    /** No route, or another error of the network. */
    UNREACHABLE,
    /** EADDRNOTAVAIL, EADDRINUSE: no local port is free. Ports are counted for each destination, so another may have one. */
    NO_LOCAL_PORT,
    /** EMFILE, ENFILE. */
    NO_DESCRIPTOR,
    /** EACCES, EPERM: the system forbids this process to connect there. */
    NO_PERMISSION,
    /** ENOMEM, ENOBUFS, or the JVM has none left. */
    NO_MEMORY,
    /** TLS could not begin, because of this side's own settings. */
    OWN_TLS,
    /** A fault in this program. */
    INTERNAL;

    /** EAGAIN. */
    private static final String QUEUE_IS_FULL = "temporarily unavailable";

    /** Whether the cause is on this side, so that no backend is to blame. */
    public boolean isOurs() {
        return compareTo(NO_LOCAL_PORT) >= 0;
    }

    /**
     * Classifies the error of a connect. A missing socket file is a refusal, and a full queue is a timeout. The class is looked
     * at before the text, which the system may write in another language.
     */
    public static ConnectFailure of(Throwable failure) {
        ConnectFailure ours = ours(failure);
        if (ours != null) {
            return ours;
        }
        String text = text(failure);
        if (failure instanceof ConnectException) {
            return text.contains("timed out") ? TIMEOUT : REFUSED;
        }
        boolean refused = text.contains("reset") || text.contains("no such file") || text.contains(QUEUE_IS_FULL);
        return refused ? REFUSED : UNREACHABLE;
    }

    /** Classifies an error that the network returned: there, a firewall's "administratively prohibited" is EACCES. */
    public static ConnectFailure ofAnswer(Throwable failure) {
        ConnectFailure kind = of(failure);
        return kind == NO_PERMISSION ? UNREACHABLE : kind;
    }

    /** Classifies the failure to open a socket: whatever the text, no backend had a part in it. */
    public static ConnectFailure ofOpening(Throwable failure) {
        ConnectFailure kind = of(failure);
        return kind.isOurs() ? kind : NO_DESCRIPTOR;
    }

    private static @Nullable ConnectFailure ours(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return NO_MEMORY;
        }
        if (!(failure instanceof IOException)) {
            return INTERNAL;
        }
        String text = text(failure);
        if (text.contains("permission denied") || text.contains("not permitted")) {
            return NO_PERMISSION;
        }
        if (failure instanceof BindException || text.contains("cannot assign requested address")) {
            return NO_LOCAL_PORT;
        }
        if (text.contains("too many open files")) {
            return NO_DESCRIPTOR;
        }
        return text.contains("cannot allocate memory") || text.contains("no buffer space") ? NO_MEMORY : null;
    }

    /** Whether a Unix socket has not room for one more that waits to be accepted: Linux does not wait for it. */
    public static boolean isQueueFull(IOException failure) {
        return text(failure).contains(QUEUE_IS_FULL);
    }

    private static String text(Throwable failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    }

    /** Text for people, for example {@code no local port}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
