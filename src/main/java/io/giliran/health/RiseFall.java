package io.giliran.health;

import io.giliran.health.CheckParameters.InitialState;

/**
 * State of a backend by its checks: up after {@code rise} passed ones in a row, down after {@code fall} failed ones. Counts and
 * shows as HAProxy does: {@code UP 2/3} has failed once and goes down at the third, {@code DOWN 1/2} has passed once and goes
 * up at the second.
 */
final class RiseFall {
    enum State {
        UNKNOWN,
        UP,
        DOWN
    }

    /** Change by a check. */
    enum Change {
        NONE,
        GOING_UP,
        UP,
        GOING_DOWN,
        DOWN
    }

    private int rise;
    private int fall;
    private State state;
    /** Results in a row that speak against the state. */
    private int against;
    /** Up without a check: the first one that fails decides. */
    private boolean presumed;

    RiseFall(int rise, int fall, InitialState initial) {
        this.rise = rise;
        this.fall = fall;
        state = switch (initial) {
            case UP -> State.UP;
            case DOWN -> State.DOWN;
            case UNKNOWN -> State.UNKNOWN;
        };
        presumed = initial == InitialState.UP;
        against = presumed ? fall - 1 : 0;
    }

    /** Replaces how many in a row it takes. State and progress stay: at most one result is then missing to a change. */
    void reconfigure(int changedRise, int changedFall) {
        rise = changedRise;
        fall = changedFall;
        int most = (state == State.UP ? fall : rise) - 1;
        against = presumed ? most : Math.min(against, most);
    }

    Change checked(boolean passed) {
        presumed = false;
        if (state == State.UNKNOWN) {
            return become(passed ? State.UP : State.DOWN);
        }
        if (passed == (state == State.UP)) {
            against = 0;
            return Change.NONE;
        }
        against++;
        if (against < (passed ? rise : fall)) {
            return passed ? Change.GOING_UP : Change.GOING_DOWN;
        }
        return become(passed ? State.UP : State.DOWN);
    }

    State state() {
        return state;
    }

    /** Going up or down, or not known: the next check may decide. */
    boolean isChanging() {
        return state == State.UNKNOWN || against > 0;
    }

    /** Text for people, for example {@code UP}, {@code UP 2/3}, {@code DOWN 1/2}. */
    String text() {
        if (state == State.UNKNOWN || against == 0) {
            return state.name();
        }
        return state == State.UP ? "UP " + (fall - against) + "/" + fall : "DOWN " + against + "/" + rise;
    }

    private Change become(State next) {
        state = next;
        against = 0;
        return next == State.UP ? Change.UP : Change.DOWN;
    }
}
