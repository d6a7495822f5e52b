package io.giliran.health;

/** Administrative state of a backend, in HAProxy's words. */
public enum AdminState {
    /** The backend is picked when it is healthy. */
    READY,
    /** The backend gets no new connections, keeps those it has, and is checked. */
    DRAIN,
    /** The backend gets no new connections and is not checked. */
    MAINT
}
