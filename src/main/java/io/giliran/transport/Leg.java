package io.giliran.transport;

/** A leg of a connection. */
public enum Leg {
    CLIENT,
    BACKEND
}
