package io.giliran.report.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giliran.settings.SettingsException;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Reads {@code times.csv} line by line. Columns are found by the names in the first line. */
final class TimesFile {
    static final String FILE = "times.csv";

    private static final List<String> COLUMNS = List.of(
            "client",
            "intended_ns",
            "connected_ns",
            "sent_ns",
            "end_ns",
            "bytes_out",
            "bytes_in",
            "backend",
            "outcome");

    private final Path file;
    private final int[] places;
    private final String[] fields;
    private long line = 1;

    private TimesFile(Path file, List<String> header) {
        this.file = file;
        places = COLUMNS.stream().mapToInt(header::indexOf).toArray();
        fields = new String[header.size()];
        if (Arrays.stream(places).anyMatch(place -> place < 0)) {
            throw broken("valid is a header with the columns " + String.join(", ", COLUMNS));
        }
    }

    /**
     * Hands over all requests in the order of the file.
     *
     * @throws SettingsException naming the line that cannot be understood
     */
    static void read(Path file, Consumer<RequestTimes> taker) {
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
        split(line);
        try {
            return new RequestTimes(
                    Integer.parseInt(field(0)),
                    number(1),
                    number(2),
                    number(3),
                    number(4),
                    number(5),
                    number(6),
                    field(7),
                    field(8));
        } catch (NumberFormatException misread) {
            throw broken("valid are whole numbers in its columns of times and bytes");
        }
    }

    private void split(String line) {
        int count = 0;
        int from = 0;
        while (from <= line.length()) {
            if (count == fields.length) {
                throw wrongCount();
            }
            int end;
            if (from < line.length() && line.charAt(from) == '"') {
                end = closingQuote(line, from);
                fields[count++] = line.substring(from + 1, end).replace("\"\"", "\"");
                end++;
            } else {
                end = line.indexOf(',', from);
                end = end < 0 ? line.length() : end;
                fields[count++] = line.substring(from, end);
            }
            from = end + 1;
        }
        if (count != fields.length) {
            throw wrongCount();
        }
    }

    /** Two quotes in a row are one that belongs to the text. */
    private int closingQuote(String line, int opening) {
        int at = opening + 1;
        while (true) {
            at = line.indexOf('"', at);
            if (at < 0) {
                throw broken("valid is a quote at the end of each quoted field");
            }
            if (at + 1 == line.length() || line.charAt(at + 1) != '"') {
                return at;
            }
            at += 2;
        }
    }

    private String field(int column) {
        return fields[places[column]];
    }

    private long number(int column) {
        String text = field(column);
        return text.isEmpty() ? -1 : Long.parseLong(text);
    }

    private SettingsException wrongCount() {
        return broken("valid are " + fields.length + " columns, as many as in the header");
    }

    private SettingsException broken(String valid) {
        return new SettingsException(file + ", line " + line + " cannot be understood; " + valid);
    }
}
