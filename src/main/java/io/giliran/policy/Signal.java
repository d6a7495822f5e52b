package io.giliran.policy;

/** Signals of a backend's speed that a policy at layer 4 can get. */
public enum Signal {
    /** From the start of connecting to the backend until it was connected. */
    CONNECT,
    /** From connected until the backend's first byte. */
    FIRST_BYTE,
    /** From connected until the connection's end. */
    LIFETIME
}
