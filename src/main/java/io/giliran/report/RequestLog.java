package io.giliran.report;

import io.giliran.metrics.RequestRecord;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every request of a run, in three files of the run directory. For one thread.
 *
 * <p>{@code requests.csv} has vegeta's twelve columns without a header, so that {@code vegeta report} and {@code vegeta
 * plot} read it: unix time of the intended start (ns), code (200 when it ended well, otherwise 0), corrected RTT (ns),
 * bytes out, bytes in, error (the outcome's key, or empty), answer (base64), attack (the policy), sequence number from
 * 0, method {@code TCP}, url ({@code tcp://} and the backend's name, or the target's address when none answered),
 * headers (empty).
 *
 * <p>{@code swarm.log} is for people, one line of {@code key=value} a request:
 *
 * <pre>
 * 2026-11-23T21:13:00.123456Z client=17 request=3 address=127.0.0.1:40021 connected=2026-11-23T21:13:00.120111Z
 *     sent="hello" answer="b1 hello" backend=b1 rtt_ms=0.412 outcome=ok
 * </pre>
 *
 * <p>(on one line). The first time is the intended start, {@code connected} is when the connection stood, {@code
 * rtt_ms} is corrected, and for a failed request the time until the failure. {@code address} is the client's own end of
 * the connection, which the balancer's log names too. What is absent is a bare {@code -}; in quotes, {@code "}, {@code
 * \} and control characters are escaped with a backslash.
 *
 * <p>{@code times.csv} has all times of a request, under a header that names them: ns since the start of the run, empty when
 * it did not happen. When its connection was made stands on the first request of a connection only; {@code work_ns} is what
 * the request asked for.
 *
 * <p>Where the number of clients changes, {@code swarm.log} has a line {@code TIME clients=110}.
 *
 * <p>A line that cannot be written is counted in {@link #lost()}.
 */
public final class RequestLog implements AutoCloseable {
    /** The name of the file for programs. */
    public static final String CSV = "requests.csv";

    /** The name of the file for people. */
    public static final String LOG = "swarm.log";

    /** The name of the file with all times. */
    public static final String TIMES = "times.csv";

    private final LineFile csv;
    private final LineFile log;
    private final LineFile times;
    private final VegetaRow row;
    private final SwarmLine line;
    private final TimesRow timesRow = new TimesRow();

    private RequestLog(LineFile csv, LineFile log, LineFile times, VegetaRow row, SwarmLine line) {
        this.csv = csv;
        this.log = log;
        this.times = times;
        this.row = row;
        this.line = line;
    }

    /**
     * Makes the files.
     *
     * @param started the moment that the records' offsets count from
     * @param policyLabel what the run is called in vegeta's reports and plots
     * @param target where the swarm connects to
     * @throws io.giliran.settings.SettingsException when one cannot be made
     */
    public static RequestLog open(RunDirectory dir, Instant started, String policyLabel, InetSocketAddress target) {
        UtcTimes utc = new UtcTimes(started);
        List<LineFile> files = new ArrayList<>();
        try {
            for (String name : List.of(CSV, LOG, TIMES)) {
                files.add(LineFile.open(dir.file(name)));
            }
        } catch (RuntimeException impossible) {
            files.forEach(LineFile::close);
            throw impossible;
        }
        LineFile times = files.get(2);
        times.text().put(TimesRow.HEADER);
        times.endLine();
        return new RequestLog(
                files.get(0), files.get(1), times, new VegetaRow(utc, policyLabel, target), new SwarmLine(utc));
    }

    /** Adds a request that has ended. The line may stay in memory until {@link #flush} or {@link #close}. */
    public void write(RequestRecord request) {
        row.putTo(csv.text(), request);
        csv.endLine();
        line.putTo(log.text(), request);
        log.endLine();
        timesRow.putTo(times.text(), request);
        times.endLine();
    }

    /** Notes that there are so many clients from now on. */
    public void clients(long atNanos, int clients) {
        line.putClients(log.text(), atNanos, clients);
        log.endLine();
    }

    /** Hands everything written so far to the system. */
    public void flush() {
        csv.flush();
        log.flush();
        times.flush();
    }

    /** Number of lines of all files that could not be written so far; those still in memory are not counted. */
    public long lost() {
        return csv.lost() + log.lost() + times.lost();
    }

    /** First failure; null for none. */
    public @Nullable IOException failure() {
        for (LineFile file : List.of(csv, log, times)) {
            if (file.failure() != null) {
                return file.failure();
            }
        }
        return null;
    }

    /** Writes the rest and closes all files. Look at {@link #lost()} afterwards: nothing is thrown. */
    @Override
    public void close() {
        csv.close();
        log.close();
        times.close();
    }
}
