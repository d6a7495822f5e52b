package io.giliran.cli.console;

import io.giliran.settings.SettingsException;
import org.jspecify.annotations.Nullable;

/** Converter of an option's whole number. */
public final class WholeNumber {
    private WholeNumber() {}

    /**
     * Reads it.
     *
     * @param text null when the option was not given; then so is the number
     * @throws SettingsException naming the option, its value and what is valid
     */
    public static @Nullable Long of(String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException another) {
            throw wrong(option, text, "a whole number");
        }
    }

    /** A whole number that must lie between two others. */
    public static @Nullable Integer of(String option, @Nullable String text, int least, int most) {
        if (text == null) {
            return null;
        }
        String valid = "a whole number from " + least + " to " + most;
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException another) {
            // Told below.
        }
        throw wrong(option, text, valid);
    }

    private static SettingsException wrong(String option, String text, String valid) {
        return new SettingsException(
                option + " " + (text.isEmpty() ? "\"\"" : text) + " is not valid; valid is " + valid);
    }
}
