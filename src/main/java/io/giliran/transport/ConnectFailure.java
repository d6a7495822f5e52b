package io.giliran.transport;

/** Why a backend leg could not be connected. */
public enum ConnectFailure {
    /** Nobody listens there, or the backend reset the attempt. */
    REFUSED,
    /** No answer within the connect timeout. */
    TIMEOUT,
    /** It was connected, but no TLS handshake came about: its certificate is not trusted, or it speaks none. */
    TLS,
    /** No route, no free local port, no descriptor left, or another local error. */
    UNREACHABLE
}
