package io.giliran.policy;

/** Measurable duration of a connection, from which a policy at layer 4 can learn a backend's speed. */
public enum Signal {
    /** From the start of connecting to the backend until it was connected. */
    CONNECT,
    /** From connected until the backend's first byte. */
    FIRST_BYTE,
    /** From connected until the connection's end. */
    LIFETIME
}
