package io.giliran.balancer.model;

/** Where a backend comes from. Only the same origin removes it. */
public enum Origin {
    CONFIGURATION,
    DISCOVERY,
    OPERATOR
}
