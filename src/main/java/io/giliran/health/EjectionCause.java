package io.giliran.health;

/** Causes of an ejection. */
public enum EjectionCause {
    CONNECT_FAILURES,
    UNANSWERED,
    SUCCESS_RATE
}
