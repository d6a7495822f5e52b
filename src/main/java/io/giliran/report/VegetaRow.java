package io.giliran.report;

import io.giliran.metrics.Outcome;
import io.giliran.metrics.RequestRecord;
import io.giliran.settings.HostPort;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A request as a row of {@code requests.csv}: the twelve columns that vegeta writes and reads. For one thread. */
final class VegetaRow {
    private final UtcTimes times;
    private final byte[] attack;
    private final byte[] targetUrl;
    private long sequence;

    VegetaRow(UtcTimes times, String policyLabel, InetSocketAddress target) {
        this.times = times;
        ByteText label = new ByteText(64);
        putField(label, "", policyLabel);
        this.attack = Arrays.copyOf(label.array(), label.length());
        this.targetUrl = ("tcp://" + HostPort.format(target)).getBytes(StandardCharsets.UTF_8);
    }

    void putTo(ByteText text, RequestRecord request) {
        boolean ok = request.outcome() == Outcome.OK;
        text.put(times.unixNanos(Math.max(0, request.intendedNanos()))).put(',');
        text.put(ok ? "200," : "0,");
        text.put(Math.max(0, request.correctedNanos())).put(',');
        text.put(request.bytesOut()).put(',');
        text.put(request.bytesIn()).put(',');
        text.put(ok ? "" : request.outcome().key()).put(',');
        String answer = request.answer();
        if (answer != null) {
            text.putBase64(answer.getBytes(StandardCharsets.UTF_8));
        }
        text.put(',').put(attack).put(',');
        text.put(sequence++).put(",TCP,");
        String backend = request.backend();
        if (backend == null) {
            text.put(targetUrl);
        } else {
            putField(text, "tcp://", backend);
        }
        // The last column, the headers, stays empty.
        text.put(',');
    }

    /**
     * Appends a field of a CSV, in quotes when it has to be, and with an apostrophe in front where a spreadsheet would take it
     * for a formula ({@link CsvFormula}).
     */
    static void putField(ByteText text, String prefix, String written) {
        String value = prefix.isEmpty() ? CsvFormula.disarmed(written) : written;
        if (!needsQuotes(value)) {
            text.put(prefix).put(value);
            return;
        }
        text.put('"').put(prefix).put(value.replace("\"", "\"\"")).put('"');
    }

    private static boolean needsQuotes(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r' || c == ' ' || c == '\'') {
                return true;
            }
        }
        return false;
    }
}
