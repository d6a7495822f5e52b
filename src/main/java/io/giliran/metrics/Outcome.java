package io.giliran.metrics;

import java.util.Locale;

/** Outcome of a request. */
public enum Outcome {
    /** The answer came and was the one expected. */
    OK("answered as expected"),
    /** No connection could be made. */
    REFUSED("connection refused or unreachable"),
    /** Connecting or answering took longer than the client's timeout. */
    TIMEOUT("no answer in time"),
    /** The peer reset the connection before the answer was complete. */
    RESET("connection reset"),
    /** The peer ended the connection in order, but before the answer was complete. */
    CLOSED("connection closed before the answer"),
    /** An answer came that does not belong to the message. */
    WRONG_ANSWER("wrong answer"),
    /** The run was cut while it was under way. Neither answered nor failed. */
    UNFINISHED("under way when the run was cut");

    private final String key = name().toLowerCase(Locale.ROOT);
    private final String description;

    Outcome(String description) {
        this.description = description;
    }

    /** Whether no more is known of its time than that it lasted at least until it was given up. */
    public boolean isUnanswered() {
        return this == TIMEOUT || this == UNFINISHED;
    }

    /** Whether it is a failure of the target. */
    public boolean isFailure() {
        return this != OK && this != UNFINISHED;
    }

    /** The word in files: {@code ok}, {@code refused}, …, {@code wrong_answer}. */
    public String key() {
        return key;
    }

    /** The same for people. */
    public String description() {
        return description;
    }
}
