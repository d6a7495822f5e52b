package io.giliran.simulation.engine;

/** A run has more events, requests or time than the engine can hold. The message is one line for the user, with what is valid. */
public final class RunTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates it with its line. */
    public RunTooLarge(String message) {
        super(message);
    }
}
