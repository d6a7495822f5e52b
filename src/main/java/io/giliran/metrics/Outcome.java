package io.giliran.metrics;

import java.util.Locale;

/** How a request ended. */
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
    WRONG_ANSWER("wrong answer");

    private final String key = name().toLowerCase(Locale.ROOT);
    private final String description;

    Outcome(String description) {
        this.description = description;
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
