package io.giliran.health;

/** What the operator wants with a backend, in HAProxy's words. */
public enum AdminState {
    /** It is picked when it is healthy. */
    READY,
    /** It gets no new connections and keeps those it has; it is checked. */
    DRAIN,
    /** It gets no new connections and is not checked. */
    MAINT
}
