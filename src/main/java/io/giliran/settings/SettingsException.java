package io.giliran.settings;

/** Configuration or options that cannot be used. The message is one line for the user: place, value, what is valid. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
