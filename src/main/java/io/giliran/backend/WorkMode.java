package io.giliran.backend;

import java.util.Locale;

/** Kind of work of a busy worker. */
public enum WorkMode {
    /** The backend waits on a precise timer: it is slow, but takes no processor time from the others. */
    TIMER,
    /** The backend computes for as much processor time as the service time says. */
    CPU;

    /**
     * Reads {@code timer} or {@code cpu}.
     *
     * @throws IllegalArgumentException for another word; the message says what is valid
     */
    public static WorkMode parse(String text) {
        for (WorkMode mode : values()) {
            if (mode.toString().equals(text)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("is not valid; valid is timer or cpu");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
