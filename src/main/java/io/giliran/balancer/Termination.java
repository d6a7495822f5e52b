package io.giliran.balancer;

import io.giliran.transport.ConnectFailure;
import io.giliran.transport.RelayEnd;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ended, in HAProxy's two letters: who or what ended it, and when.
 *
 * @see <a href="https://docs.haproxy.org/2.6/configuration.html#8.5">HAProxy configuration manual, 8.5</a>
 */
enum Termination {
    NORMAL("--"),
    CLIENT_LEFT_DURING_CONNECT("CC"),
    CLIENT_RESET("CD"),
    CONNECT_FAILED("SC"),
    CONNECT_TIMED_OUT("sC"),
    BACKEND_RESET("SD"),
    CLIENT_IDLE("cD"),
    BACKEND_IDLE("sD"),
    TOO_OLD("PD"),
    KILLED_DURING_CONNECT("KC"),
    KILLED("KD"),
    INTERNAL_ERROR("ID");

    private final String code;

    Termination(String code) {
        this.code = code;
    }

    /** The two letters. */
    String code() {
        return code;
    }

    /**
     * What the end of a relay means.
     *
     * @param connected whether a backend leg stood
     * @param lastFailure of the last attempt at a backend, when that failed
     */
    static Termination of(RelayEnd.Cause cause, boolean connected, @Nullable ConnectFailure lastFailure) {
        return switch (cause) {
            case FINISHED -> NORMAL;
            case CLIENT_RESET -> connected ? CLIENT_RESET : CLIENT_LEFT_DURING_CONNECT;
            case BACKEND_RESET -> BACKEND_RESET;
            case CLIENT_IDLE -> CLIENT_IDLE;
            case BACKEND_IDLE -> BACKEND_IDLE;
            case TOO_OLD -> TOO_OLD;
            case CLOSED -> lastFailure == ConnectFailure.TIMEOUT ? CONNECT_TIMED_OUT : CONNECT_FAILED;
            case ABORTED -> connected ? KILLED : KILLED_DURING_CONNECT;
            case FAILED -> INTERNAL_ERROR;
        };
    }
}
