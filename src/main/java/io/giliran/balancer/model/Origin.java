package io.giliran.balancer.model;

/** Who has brought a backend; only they take it away again. */
public enum Origin {
    CONFIGURATION,
    DISCOVERY,
    OPERATOR
}
