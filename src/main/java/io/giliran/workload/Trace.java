package io.giliran.workload;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The requests of a recorded run: when each was meant to start, what it asked the backend to work, and how long it was. In the
 * order of their starts, which count from the first one.
 */
public final class Trace {
    private static final String VALID =
            "lines offset_ns[,work_ns[,bytes]], or the times.csv of a run, whose header names its columns";
    private static final int NONE = -1;
    private static final int MOST_DAYS = 100;
    private static final long LONGEST_NANOS = Duration.ofDays(MOST_DAYS).toNanos();

    private long[] offsets = new long[1024];
    private long[] works = new long[1024];
    private int[] sizes = new int[1024];
    private int count;

    private Trace() {}

    /**
     * Reads a trace. It takes {@code intended_ns}, {@code work_ns} and {@code bytes_out} of a {@code times.csv}; empty fields
     * are not known. Empty lines, and those that begin with {@code #}, are passed over.
     *
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException when a line is something else; its message continues "FILE …"
     */
    public static Trace read(BufferedReader lines) throws IOException {
        Trace trace = new Trace();
        int[] columns = {0, 1, 2};
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (Character.isLetter(line.charAt(0))) {
                columns = columns(line, number);
            } else {
                trace.add(line, number, columns);
            }
        }
        if (trace.count == 0) {
            throw new IllegalArgumentException("has no requests; valid are " + VALID);
        }
        trace.sort();
        return trace;
    }

    /** Number of requests. */
    public int count() {
        return count;
    }

    /** Intended start of a request, from 0, in ns since the first one. */
    public long offsetNanos(int request) {
        return offsets[request];
    }

    /** Work that a request asks the backend for, in ns; -1 when the trace has none. */
    public long workNanos(int request) {
        return works[request];
    }

    /** Size of a request in bytes with its end; -1 when the trace has none. */
    public int bytes(int request) {
        return sizes[request];
    }

    /** The starts as an arrival process; for one thread. */
    public Arrivals arrivals() {
        return new Arrivals() {
            private int next;

            @Override
            public long nextNanos() {
                return next < count ? offsets[next++] : NO_MORE;
            }
        };
    }

    private static int[] columns(String header, int number) {
        List<String> names = List.of(header.trim().split(",", -1));
        int[] columns = {names.indexOf("intended_ns"), names.indexOf("work_ns"), names.indexOf("bytes_out")};
        if (columns[0] == NONE) {
            columns[0] = names.indexOf("offset_ns");
            columns[2] = columns[2] == NONE ? names.indexOf("bytes") : columns[2];
        }
        if (columns[0] == NONE) {
            throw new IllegalArgumentException(
                    "line " + number + ": the header names no column intended_ns or offset_ns; valid are " + VALID);
        }
        return columns;
    }

    private void add(String line, int number, int[] columns) {
        String[] fields = line.split(",", -1);
        long offset = field(fields, columns[0], number, Long.MAX_VALUE);
        if (offset == NONE) {
            throw new IllegalArgumentException("line " + number + ": it has no start; valid are " + VALID);
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            works = Arrays.copyOf(works, 2 * count);
            sizes = Arrays.copyOf(sizes, 2 * count);
        }
        offsets[count] = offset;
        works[count] = field(fields, columns[1], number, DurationText.MAX_NANOS);
        sizes[count] = (int) field(fields, columns[2], number, Integer.MAX_VALUE);
        count++;
    }

    private static long field(String[] fields, int column, int number, long most) {
        if (column == NONE || column >= fields.length || fields[column].isBlank()) {
            return NONE;
        }
        String text = fields[column].trim();
        try {
            long value = Long.parseLong(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException another) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "line " + number + ": " + text + " is not a whole number from 0 to " + most + "; valid are " + VALID);
    }

    private void sort() {
        int[] order = IntStream.range(0, count)
                .boxed()
                .sorted((one, other) -> Long.compare(offsets[one], offsets[other]))
                .mapToInt(Integer::intValue)
                .toArray();
        long first = offsets[order[0]];
        if (offsets[order[count - 1]] - first > LONGEST_NANOS) {
            throw new IllegalArgumentException(
                    "takes longer than " + MOST_DAYS + " days from its first request to its last; valid are " + VALID);
        }
        long[] sortedOffsets = new long[count];
        long[] sortedWorks = new long[count];
        int[] sortedSizes = new int[count];
        for (int i = 0; i < count; i++) {
            sortedOffsets[i] = offsets[order[i]] - first;
            sortedWorks[i] = works[order[i]];
            sortedSizes[i] = sizes[order[i]];
        }
        offsets = sortedOffsets;
        works = sortedWorks;
        sizes = sortedSizes;
    }
}
