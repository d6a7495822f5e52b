package io.giliran.swarm;

import io.giliran.metrics.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The line protocol of our backends. A message is {@code client-17 request-3} and dots up to the payload size, so that no two
 * requests of a run are the same and an answer that went astray is noticed. The answer is the backend's name, a blank, and the
 * message.
 */
final class LabelledLines implements Dialogue {
    /** A request line with its {@code @work=} stays below the protocol's 64 KiB. */
    static final int MOST_PAYLOAD_BYTES = 64 * 1024 - 512;

    private static final byte[] WORK = ascii("@work=");
    private static final byte[] WORK_END = ascii("ms ");
    private static final byte[] CLIENT = ascii("client-");
    private static final byte[] REQUEST = ascii(" request-");
    private static final int NANOS_A_MILLI = 1_000_000;

    private final ByteBuffer out = ByteBuffer.allocateDirect(64 * 1024);
    private final byte[] text = new byte[64 * 1024];
    private final BackendNames names = new BackendNames();
    private int length;

    @Override
    public ByteBuffer bytes(Request request) {
        length = 0;
        putWork(request.workNanos);
        putMessage(request);
        text[length++] = '\n';
        return out.clear().put(text, 0, length).flip();
    }

    @Override
    public Expect expect() {
        return Expect.LABELLED_LINE;
    }

    @Override
    public Outcome judge(Request request, ByteBuffer source, int from, int to) {
        int blank = from;
        while (blank < to && source.get(blank) != ' ') {
            blank++;
        }
        if (blank == from
                || blank == to
                || source.get(blank - 1) == ':'
                || !hasMessage(request, source, blank + 1, to)) {
            return Outcome.WRONG_ANSWER;
        }
        request.backend = names.of(source, from, blank);
        return Outcome.OK;
    }

    @Override
    public boolean losesStep() {
        return true;
    }

    @Override
    public String message(Request request) {
        length = 0;
        putWork(request.workNanos);
        int start = length;
        putMessage(request);
        return new String(text, start, length - start, StandardCharsets.US_ASCII);
    }

    private boolean hasMessage(Request request, ByteBuffer source, int from, int to) {
        length = 0;
        putWork(request.workNanos);
        int start = length;
        putMessage(request);
        if (to - from != length - start) {
            return false;
        }
        for (int i = 0; i < to - from; i++) {
            if (source.get(from + i) != text[start + i]) {
                return false;
            }
        }
        return true;
    }

    private void putWork(long nanos) {
        if (nanos >= 0) {
            put(WORK);
            put(nanos / NANOS_A_MILLI);
            putFraction(nanos % NANOS_A_MILLI);
            put(WORK_END);
        }
    }

    /** The message follows the work that was put before: a prescribed length holds for both. */
    private void putMessage(Request request) {
        int start = length;
        put(CLIENT);
        put(request.client);
        put(REQUEST);
        put(request.number);
        int wanted = request.wireBytes > 0 ? request.wireBytes - 1 - start : request.payloadBytes;
        int end = start + Math.min(wanted, MOST_PAYLOAD_BYTES);
        if (end - length >= 2) {
            text[length++] = ' ';
            while (length < end) {
                text[length++] = '.';
            }
        }
    }

    private void put(byte[] ascii) {
        System.arraycopy(ascii, 0, text, length, ascii.length);
        length += ascii.length;
    }

    private void put(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** The nanoseconds below a millisecond as a decimal fraction without trailing zeros. */
    private void putFraction(long nanos) {
        if (nanos == 0) {
            return;
        }
        text[length++] = '.';
        long unit = NANOS_A_MILLI / 10;
        for (long rest = nanos; rest > 0; rest %= unit, unit /= 10) {
            text[length++] = (byte) ('0' + rest / unit);
            if (unit == 1) {
                return;
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
