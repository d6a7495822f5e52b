package io.giliran.report.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giliran.report.CsvFormula;
import io.giliran.settings.SettingsException;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads {@code times.csv} line by line. Columns are found by the names in the first line. */
public final class TimesFile {
    /** The name of the file. */
    public static final String FILE = "times.csv";

    private static final List<String> COLUMNS = List.of(
            "client",
            "request",
            "intended_ns",
            "connect_start_ns",
            "connected_ns",
            "sent_ns",
            "end_ns",
            "work_ns",
            "bytes_out",
            "bytes_in",
            "address",
            "backend",
            "outcome");

    private final Path file;
    private final int[] places;
    private final int[] starts;
    private final int[] ends;
    /** Backends and outcomes are few, and the lines are many. */
    private final Map<String, String> words = new HashMap<>();

    private String text = "";
    private long line = 1;

    private TimesFile(Path file, List<String> header) {
        this.file = file;
        places = COLUMNS.stream().mapToInt(header::indexOf).toArray();
        starts = new int[header.size()];
        ends = new int[header.size()];
        for (int column = 0; column < places.length; column++) {
            if (places[column] < 0) {
                throw new SettingsException(file + ", line 1 has no column " + COLUMNS.get(column)
                        + "; valid is a header with the columns " + String.join(", ", COLUMNS));
            }
        }
    }

    /**
     * Hands over all requests in the order of the file: that in which they ended.
     *
     * @throws SettingsException naming the line that cannot be understood
     */
    public static void read(Path file, Consumer<RequestTimes> taker) {
        // Not Files.newBufferedReader: it fails in a thread that is being interrupted, as at the end of a run that was
        // cut.
        try (FileInputStream stream = new FileInputStream(file.toFile());
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
            String header = lines.readLine();
            TimesFile times = new TimesFile(file, List.of((header == null ? "" : header).split(",", -1)));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                times.line++;
                taker.accept(times.parse(line));
            }
        } catch (IOException unreadable) {
            throw new SettingsException(file + " cannot be read; valid is a text in UTF-8 that you may read");
        }
    }

    private RequestTimes parse(String line) {
        text = line;
        split();
        try {
            return new RequestTimes(
                    Math.toIntExact(number(0)),
                    number(1),
                    number(2),
                    number(3),
                    number(4),
                    number(5),
                    number(6),
                    number(7),
                    number(8),
                    number(9),
                    field(10),
                    words.computeIfAbsent(field(11), word -> word),
                    words.computeIfAbsent(field(12), word -> word));
        } catch (NumberFormatException | ArithmeticException misread) {
            throw broken("valid are whole numbers in its columns of times and bytes");
        }
    }

    private void split() {
        int count = 0;
        int from = 0;
        while (from <= text.length()) {
            if (count == starts.length) {
                throw wrongCount();
            }
            int end = isQuoted(from) ? closingQuote(from) + 1 : text.indexOf(',', from);
            starts[count] = from;
            ends[count++] = end < 0 ? text.length() : end;
            from = ends[count - 1] + 1;
        }
        if (count != starts.length) {
            throw wrongCount();
        }
    }

    private boolean isQuoted(int from) {
        return from < text.length() && text.charAt(from) == '"';
    }

    /** Two quotes in a row are one that belongs to the text. */
    private int closingQuote(int opening) {
        int at = opening + 1;
        while (true) {
            at = text.indexOf('"', at);
            if (at < 0) {
                throw broken("valid is a quote at the end of each quoted field");
            }
            if (at + 1 == text.length() || text.charAt(at + 1) != '"') {
                return at;
            }
            at += 2;
        }
    }

    private String field(int column) {
        int from = starts[places[column]];
        int to = ends[places[column]];
        return isQuoted(from) && to > from
                ? CsvFormula.armed(text.substring(from + 1, to - 1).replace("\"\"", "\""))
                : text.substring(from, to);
    }

    private long number(int column) {
        int from = starts[places[column]];
        int to = ends[places[column]];
        return from == to ? -1 : Long.parseLong(text, from, to, 10);
    }

    private SettingsException wrongCount() {
        return broken("valid are the " + starts.length + " columns of its header");
    }

    private SettingsException broken(String valid) {
        return new SettingsException(file + ", line " + line + " cannot be understood; " + valid);
    }
}
