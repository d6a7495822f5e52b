package io.giliran.cli.replay;

import io.giliran.settings.SettingsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads a balancer's journal of picks. */
final class PicksFile {
    private PicksFile() {}

    /**
     * Hands over all lines in their order.
     *
     * @param taker throws an IllegalArgumentException for a line that it cannot understand
     * @throws SettingsException naming what cannot be used
     */
    static void read(Path journal, Consumer<String> taker) {
        try (BufferedReader lines = Files.newBufferedReader(journal)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                taker.accept(line);
            }
        } catch (IOException unreadable) {
            throw new SettingsException(journal + " cannot be read; valid is the picks.csv of a balancer");
        } catch (IllegalArgumentException wrong) {
            throw wrong.getCause() instanceof SettingsException misnamed
                    ? misnamed
                    : new SettingsException(
                            journal + ", " + wrong.getMessage() + "; valid is the picks.csv of a balancer");
        }
    }
}
