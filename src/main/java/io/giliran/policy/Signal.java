package io.giliran.policy;

/** Measurable duration of a connection, from which a policy at layer 4 can learn a backend's speed. */
public enum Signal {
    /** Connect time: from the start of the connect until the backend was connected. */
    CONNECT,
    /** First-byte time: from connected until the backend's first byte. */
    FIRST_BYTE,
    /** Lifetime: from connected until the connection's end. */
    LIFETIME
}
