package io.giliran.health;

/**
 * Verdict on whether a backend may be picked, with its reason.
 *
 * @param state what decides; the first of those in the order of {@link State} that holds
 * @param reason for people, for example {@code UP 2/3, L4CON could not be connected}
 */
public record Eligibility(boolean isEligible, State state, String reason) {

    /** State, the decisive one first. */
    public enum State {
        MAINT,
        DRAIN,
        /** Unchecked, and therefore not eligible yet. */
        UNKNOWN,
        DOWN,
        EJECTED,
        UP
    }
}
