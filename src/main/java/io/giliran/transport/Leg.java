package io.giliran.transport;

/** One of the two legs of a connection. */
public enum Leg {
    CLIENT,
    BACKEND
}
