package io.giliran.balancer.log;

import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Times as texts that say no less than a second: what was made for one serves all of its second. Confined to one thread. */
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
