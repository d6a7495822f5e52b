package io.giliran.balancer.model;

import io.giliran.transport.ClientFault;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.RelayEnd;
import org.jspecify.annotations.Nullable;

/**
 * Cause and moment of a connection's end, as HAProxy's two letters.
 *
 * @see <a href="https://docs.haproxy.org/2.6/configuration.html#8.5">HAProxy configuration manual, 8.5</a>
 */
public enum Termination {
    NORMAL("--"),
    CLIENT_LEFT_DURING_CONNECT("CC"),
    CLIENT_LEFT_QUEUE("CQ"),
    CLIENT_RESET("CD"),
    CLIENT_IDLE("cD"),
    CONNECT_FAILED("SC"),
    CONNECT_TIMED_OUT("sC"),
    /** The last attempt failed for want of a port, descriptor, permission or memory of the balancer's own. */
    OWN_SHORTAGE("RC"),
    QUEUE_TIMED_OUT("sQ"),
    BACKEND_RESET("SD"),
    BACKEND_IDLE("sD"),
    /** The address may not connect. */
    DENIED("PR"),
    /** The client has as much as one may have. */
    CLIENT_LIMIT("PC"),
    /** The client had to send a PROXY protocol header first, and did not. */
    PROXY_HEADER("PH"),
    /** The client had to speak TLS, and did not, or no version or cipher was common. */
    TLS("PT"),
    /** No backend serves the server name that the client asks for, and none is the default. */
    UNKNOWN_SERVER_NAME("PN"),
    /** The queue has its maximal length. */
    QUEUE_FULL("PQ"),
    TOO_OLD("PD"),
    /** The backend went down, and is configured to take its connections along. */
    BACKEND_DOWN("DD"),
    KILLED_DURING_CONNECT("KC"),
    KILLED("KD"),
    INTERNAL_ERROR("ID");

    private final String code;

    Termination(String code) {
        this.code = code;
    }

    /** The two letters. */
    public String code() {
        return code;
    }

    /** The termination of a client that cannot be served. */
    public static Termination of(ClientFault.Kind fault) {
        return switch (fault) {
            case PROXY_HEADER -> PROXY_HEADER;
            case TLS -> TLS;
        };
    }

    /** Whether a client that gets no backend for this reason gets a FIN; otherwise a reset. */
    public boolean isGentle() {
        return this != PROXY_HEADER;
    }

    /**
     * Returns the termination for the end of a relay.
     *
     * @param connected whether a backend leg was connected
     * @param lastFailure of the last attempt at a backend, when that failed
     * @param wish termination that the connection's owner asked for; null when it did not
     */
    public static Termination of(
            RelayEnd.Cause cause, boolean connected, @Nullable ConnectFailure lastFailure, @Nullable Termination wish) {
        return switch (cause) {
            case FINISHED -> NORMAL;
            case CLIENT_RESET -> connected ? CLIENT_RESET : left(wish);
            case BACKEND_RESET -> BACKEND_RESET;
            case CLIENT_IDLE -> CLIENT_IDLE;
            case BACKEND_IDLE -> BACKEND_IDLE;
            case TOO_OLD -> TOO_OLD;
            case CLOSED, ABORTED -> ended(cause, connected, lastFailure, wish);
            case FAILED -> INTERNAL_ERROR;
        };
    }

    private static Termination left(@Nullable Termination wish) {
        if (wish == null) {
            return CLIENT_LEFT_DURING_CONNECT;
        }
        return switch (wish) {
            case CLIENT_LEFT_QUEUE, PROXY_HEADER, TLS, UNKNOWN_SERVER_NAME -> wish;
            default -> CLIENT_LEFT_DURING_CONNECT;
        };
    }

    private static Termination ended(
            RelayEnd.Cause cause, boolean connected, @Nullable ConnectFailure lastFailure, @Nullable Termination wish) {
        if (wish == KILLED || (wish == null && cause == RelayEnd.Cause.ABORTED)) {
            return connected ? KILLED : KILLED_DURING_CONNECT;
        }
        if (wish == CONNECT_FAILED || wish == null) {
            if (lastFailure != null && lastFailure.isOurs()) {
                return lastFailure == ConnectFailure.INTERNAL ? INTERNAL_ERROR : OWN_SHORTAGE;
            }
            return lastFailure == ConnectFailure.TIMEOUT ? CONNECT_TIMED_OUT : CONNECT_FAILED;
        }
        return wish;
    }
}
