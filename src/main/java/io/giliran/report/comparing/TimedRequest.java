package io.giliran.report.comparing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giliran.settings.SettingsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * A request as {@code times.csv} has it; ns since the run's start.
 *
 * @param workNanos what it asked for; -1 when it did not say
 */
record TimedRequest(int client, long request, long intendedNanos, long endNanos, long workNanos, boolean ok) {
    static final String FILE = "times.csv";

    /** By when it was meant to start; of those that start together, by who. */
    static final Comparator<TimedRequest> BY_INTENDED = Comparator.comparingLong(TimedRequest::intendedNanos)
            .thenComparingInt(TimedRequest::client)
            .thenComparingLong(TimedRequest::request);

    private static final List<String> COLUMNS =
            List.of("client", "request", "intended_ns", "end_ns", "work_ns", "outcome");

    long correctedNanos() {
        return Math.max(0, endNanos - intendedNanos);
    }

    /**
     * Hands over the requests in the order of the file.
     *
     * @throws SettingsException naming the line that cannot be understood
     */
    static void read(Path file, Consumer<TimedRequest> taker) {
        long number = 1;
        try (BufferedReader lines = Files.newBufferedReader(file, UTF_8)) {
            String first = lines.readLine();
            List<String> header = List.of((first == null ? "" : first).split(",", -1));
            int[] places = COLUMNS.stream().mapToInt(header::indexOf).toArray();
            for (int place : places) {
                // The outcome is the last one: before it stands the backend's name, in which there may be commas.
                if (place < 0 || places[COLUMNS.size() - 1] != header.size() - 1) {
                    throw new SettingsException(
                            file + ", line 1 cannot be understood; valid are the columns of a giliran run");
                }
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String[] fields = line.split(",", -1);
                taker.accept(new TimedRequest(
                        Integer.parseInt(fields[places[0]]),
                        Long.parseLong(fields[places[1]]),
                        nanos(fields[places[2]]),
                        nanos(fields[places[3]]),
                        nanos(fields[places[4]]),
                        fields[fields.length - 1].equals("ok")));
            }
        } catch (NumberFormatException | IndexOutOfBoundsException misread) {
            throw new SettingsException(
                    file + ", line " + number + " cannot be understood; valid are the columns of its first line");
        } catch (IOException unreadable) {
            throw new SettingsException(file + " cannot be read; valid is a text in UTF-8 that you may read");
        }
    }

    private static long nanos(String field) {
        return field.isEmpty() ? -1 : Long.parseLong(field);
    }
}
