package io.giliran.transport;

/** Why a backend leg could not be connected. */
public enum ConnectFailure {
    /** Nobody listens there, or the backend reset the attempt. */
    REFUSED,
    /** No answer within the connect timeout. */
    TIMEOUT,
    /** No route, no free local port, no descriptor left, or another local error. */
    UNREACHABLE
}
