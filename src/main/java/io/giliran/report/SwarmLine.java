package io.giliran.report;

import io.giliran.metrics.RequestRecord;
import io.giliran.settings.PlainText;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A request as a line of {@code swarm.log}; {@link RequestLog} says what is in it. For one thread. */
final class SwarmLine {
    private static final String ABSENT = "-";

    private final UtcTimes times;

    SwarmLine(UtcTimes times) {
        this.times = times;
    }

    void putTo(ByteText text, RequestRecord request) {
        putTime(text, request.intendedNanos());
        text.put(" client=").put(request.client());
        text.put(" request=").put(request.request());
        text.put(" address=");
        putAddress(text, request.localAddress());
        text.put(" connected=");
        putTime(text, request.connectedNanos());
        text.put(" sent=");
        putQuoted(text, request.message());
        text.put(" answer=");
        putQuotedOrAbsent(text, request.answer());
        text.put(" backend=");
        putWord(text, request.backend());
        text.put(" rtt_ms=");
        putMillis(text, request.correctedNanos());
        text.put(" outcome=").put(request.outcome().key());
    }

    void putClients(ByteText text, long atNanos, int clients) {
        putTime(text, atNanos);
        text.put(" clients=").put(clients);
    }

    private void putTime(ByteText text, long offsetNanos) {
        if (offsetNanos < 0) {
            text.put(ABSENT);
        } else {
            times.putTo(text, offsetNanos);
        }
    }

    private static void putAddress(ByteText text, @Nullable InetSocketAddress address) {
        if (address == null) {
            text.put(ABSENT);
        } else {
            Addresses.putTo(text, address);
        }
    }

    /** Milliseconds with three decimals, rounded to the nearest microsecond. */
    private static void putMillis(ByteText text, long nanos) {
        if (nanos < 0) {
            text.put(ABSENT);
        } else {
            long micros = (nanos + 500) / 1000;
            text.put(micros / 1000).put('.').putPadded(micros % 1000, 3);
        }
    }

    private static void putQuotedOrAbsent(ByteText text, @Nullable String value) {
        if (value == null) {
            text.put(ABSENT);
        } else {
            putQuoted(text, value);
        }
    }

    /** A name as it is when it is one plain word, otherwise quoted. */
    private static void putWord(ByteText text, @Nullable String word) {
        if (word == null) {
            text.put(ABSENT);
        } else if (isPlain(word)) {
            text.put(word);
        } else {
            putQuoted(text, word);
        }
    }

    private static boolean isPlain(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c <= ' ' || c == '"' || c == '\\' || c == '=' || c >= 0x7F) {
                return false;
            }
        }
        return !word.isEmpty() && !word.equals(ABSENT);
    }

    private static void putQuoted(ByteText text, String value) {
        text.put('"');
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            if (c == '"' || c == '\\') {
                text.put('\\').put((char) c);
            } else if (c >= ' ' && c < 0x7F) {
                text.put((char) c);
            } else if (PlainText.isPlain(c)) {
                text.putCodePoint(c);
            } else {
                text.put(PlainText.escape(c));
            }
            i += Character.charCount(c);
        }
        text.put('"');
    }
}
