package io.giliran.report;

import io.giliran.metrics.Outcome;
import io.giliran.settings.SettingsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code times.csv}, in which a run keeps when everything happened to each of its requests. */
public final class RecordedRequests {
    /** The name of the file. */
    public static final String FILE = "times.csv";

    private static final List<String> COLUMNS = List.of(
            "client",
            "request",
            "intended_ns",
            "connect_start_ns",
            "end_ns",
            "work_ns",
            "address",
            "backend",
            "outcome");

    private final Path file;
    private final int[] places;
    private final int columns;
    private final Map<String, String> backends = new HashMap<>();
    private final int[] starts;
    private final int[] ends;

    private RecordedRequests(Path file, List<String> header) {
        this.file = file;
        columns = header.size();
        places = COLUMNS.stream().mapToInt(header::indexOf).toArray();
        starts = new int[columns];
        ends = new int[columns];
        for (int i = 0; i < places.length; i++) {
            if (places[i] < 0) {
                throw new SettingsException(file + ", line 1 has no column " + COLUMNS.get(i) + "; valid is the " + FILE
                        + " of a run, which begins with its columns' names");
            }
        }
    }

    /**
     * Reads all lines, in the order of the file: that of ending.
     *
     * @throws SettingsException naming the file, and the line that cannot be used
     */
    public static List<RecordedRequest> read(Path file) {
        List<RecordedRequest> requests = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            String header = lines.readLine();
            RecordedRequests reader =
                    new RecordedRequests(file, Arrays.asList((header == null ? "" : header).split(",")));
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                requests.add(reader.request(line, number));
            }
        } catch (IOException unreadable) {
            throw new SettingsException(file + " cannot be read: " + Failures.reason(unreadable)
                    + "; valid is a run that was made with giliran.swarm.log = on");
        }
        return requests;
    }

    private RecordedRequest request(String line, int number) {
        int from = 0;
        int found = 0;
        while (found < columns) {
            int comma = line.indexOf(',', from);
            starts[found] = from;
            ends[found++] = comma < 0 ? line.length() : comma;
            if (comma < 0) {
                break;
            }
            from = comma + 1;
        }
        try {
            if (found != columns || ends[columns - 1] != line.length()) {
                throw new NumberFormatException();
            }
            String backend = text(line, 7);
            return new RecordedRequest(
                    (int) number(line, 0),
                    number(line, 1),
                    number(line, 2),
                    numberOrNone(line, 3),
                    numberOrNone(line, 4),
                    numberOrNone(line, 5),
                    text(line, 6),
                    backend.isEmpty() ? null : backends.computeIfAbsent(backend, name -> name),
                    text(line, 8).equals(Outcome.OK.key()));
        } catch (NumberFormatException wrong) {
            throw new SettingsException(file + ", line " + number + " is not the line of a request: " + line
                    + "; valid is the " + FILE + " of a run");
        }
    }

    private String text(String line, int column) {
        int place = places[column];
        return line.substring(starts[place], ends[place]);
    }

    private long number(String line, int column) {
        int place = places[column];
        return Long.parseLong(line, starts[place], ends[place], 10);
    }

    private long numberOrNone(String line, int column) {
        int place = places[column];
        return starts[place] == ends[place] ? -1 : number(line, column);
    }
}
