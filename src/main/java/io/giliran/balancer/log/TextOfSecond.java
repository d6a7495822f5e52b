package io.giliran.balancer.log;

import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Cache of formatted times: all times of one second share a text. Confined to one thread. */
final class TextOfSecond {
    private final DateTimeFormatter format;
    private long second = Long.MIN_VALUE;
    private String text = "";

    /** @param format without a fraction, and with a zone */
    TextOfSecond(DateTimeFormatter format) {
        this.format = format;
    }

    String of(Instant time) {
        if (time.getEpochSecond() != second) {
            text = format.format(time);
            second = time.getEpochSecond();
        }
        return text;
    }
}
