package io.giliran.swarm;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The line that asks, and what must come back. A message is {@code client-17 request-3} and dots up to the payload
 * size, so that no two requests of a run are the same and an answer that went astray is noticed.
 */
final class RequestText {
    private static final int NANOS_DIGITS = 6;

    private RequestText() {}

    static String message(int client, long request, int payloadBytes) {
        String label = "client-" + client + " request-" + request;
        int dots = payloadBytes - label.length() - 1;
        return dots <= 0 ? label : label + " " + ".".repeat(dots);
    }

    /** The whole line with its end; {@code workNanos} below 0 leaves the work to the backend. */
    static ByteBuffer line(String message, long workNanos) {
        String work = workNanos < 0 ? "" : "@work=" + millis(workNanos) + "ms ";
        return ByteBuffer.wrap((work + message + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Whether {@code answer} is {@code NAME message}. */
    static boolean answers(String answer, String message) {
        int blank = answer.indexOf(' ');
        return blank > 0
                && answer.length() == blank + 1 + message.length()
                && answer.startsWith(message, blank + 1)
                && answer.charAt(blank - 1) != ':';
    }

    /** Who answered: the first word. Only of an answer that {@link #answers}. */
    static String backend(String answer) {
        return answer.substring(0, answer.indexOf(' '));
    }

    private static String millis(long nanos) {
        return BigDecimal.valueOf(nanos, NANOS_DIGITS).stripTrailingZeros().toPlainString();
    }
}
