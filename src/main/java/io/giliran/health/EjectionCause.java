package io.giliran.health;

/** Reason of an ejection. */
public enum EjectionCause {
    CONNECT_FAILURES,
    UNANSWERED,
    SUCCESS_RATE
}
