package io.giliran.settings;

/** Configuration or options that cannot be used. The message is one line for the user: place, value, what is valid. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Line breaks in a value that is named become blanks. */
    public SettingsException(String message) {
        super(message.replaceAll("\\R", " "));
    }
}
