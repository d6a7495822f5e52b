package io.giliran.balancer.model;

/** Origin of a backend. Only the same origin removes it. */
public enum Origin {
    CONFIGURATION,
    DISCOVERY,
    OPERATOR
}
