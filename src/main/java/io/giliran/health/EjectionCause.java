package io.giliran.health;

/** Why a backend was ejected. */
public enum EjectionCause {
    CONNECT_FAILURES,
    UNANSWERED,
    SUCCESS_RATE
}
