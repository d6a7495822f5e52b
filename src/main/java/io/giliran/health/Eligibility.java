package io.giliran.health;

/**
 * Whether a backend may be picked, and why.
 *
 * @param state what decides; the first of those in the order of {@link State} that holds
 * @param reason for people, for example {@code UP 2/3, L4CON could not be connected}
 */
public record Eligibility(boolean isEligible, State state, String reason) {

    /** State, the decisive one first. */
    public enum State {
        MAINT,
        DRAIN,
        /** Not checked yet, and not eligible before. */
        UNKNOWN,
        DOWN,
        EJECTED,
        UP
    }
}
