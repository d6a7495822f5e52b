package io.giliran.health;

/**
 * Whether a backend may be picked, and why.
 *
 * @param state what decides; the first of those in the order of {@link State} that holds
 * @param reason for people, for example {@code UP 2/3, L4CON could not be connected}
 */
public record Eligibility(boolean isEligible, State state, String reason) {

    /** From what counts most to what counts least. */
    public enum State {
        MAINT,
        DRAIN,
        /** Has not been checked yet, and is not picked before that. */
        UNKNOWN,
        DOWN,
        EJECTED,
        UP
    }
}
